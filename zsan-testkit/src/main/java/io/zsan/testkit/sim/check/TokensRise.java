package io.zsan.testkit.sim.check;

import io.zsan.model.LunId;
import io.zsan.node.ExportReport;
import io.zsan.node.Token;
import io.zsan.testkit.world.CtlConf;
import io.zsan.testkit.world.StorageHost;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * I10: what a storage node lets in never goes back: the access in force for a LUN carries no lower generation and no lower
 * epoch than one that was in force before (R15). Who was shut out by a later epoch stays so.
 */
final class TokensRise implements Invariant {
    private final Truth truth;
    private final Map<StorageHost, CtlConf> last = new HashMap<>();
    private final TreeMap<LunId, Token> highest = new TreeMap<>();

    TokensRise(Truth truth) {
        this.truth = truth;
    }

    @Override
    public String name() {
        return "I10 what is let in never goes back";
    }

    @Override
    public void settled(Breach breach) {
        for (StorageHost host : truth.world().storageHosts()) {
            CtlConf now = host.targets().configuration();
            if (!now.equals(last.put(host, now))) {
                truth.exports().of(host.name()).forEach(export -> inForce(export, breach));
            }
        }
    }

    private void inForce(ExportReport export, Breach breach) {
        LunId lun = export.lun().id();
        Token token = new Token(export.lun().generation(), export.epoch());
        Token before = highest.getOrDefault(lun, token);
        if (token.compareTo(before) < 0) {
            breach.report(this, lun + " is exported with " + token + " after " + before);
        } else {
            highest.put(lun, token);
        }
    }
}
