package io.zsan.freebsd.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.istgt.IstgtConf;
import io.zsan.freebsd.istgt.IstgtControl;
import io.zsan.freebsd.istgt.IstgtLuns;
import io.zsan.freebsd.istgt.IstgtStart;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.node.Access;
import io.zsan.proof.LunIdentity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The parsers of what tells of istgt: two of real outputs, and what is in force, after what zsan itself writes. */
final class IstgtTargets {
    private static final NodeName NODE = new NodeName("s1");
    private static final Iqn BASE = new Iqn("iqn.2026-11.example:san");
    private static final String CONF = IstgtConf.head(new Portal("10.0.0.11", 3260))
            + part("WD1", "da1", 2, Access.only(new Iqn("iqn.2026-11.example:d1")))
            + part("WD2", "da2", 3, Access.nobody());
    private static final String HASH =
            Hashing.sha256().hashString(CONF, StandardCharsets.UTF_8).toString();
    private static final String FILE = IstgtStart.DIRECTORY + "/" + HASH + ".conf";
    private static final String PROCESSES =
            "    1 /sbin/init --\n  771 " + IstgtStart.PROGRAM + " -c " + FILE + "\n  801 /usr/sbin/sshd\n";

    static final List<Target<?>> ALL = List.of(
            Target.of("istgt-list", captured("list"), IstgtControl::targets),
            Target.of("istgt-info", captured("info", "info-no-login"), IstgtControl::logins),
            // Of the text that is in force not a letter may be another one, and no other text may pass for it.
            Target.of(
                            "istgt-in-force",
                            List.of(String.join(Target.SEPARATOR, PROCESSES, CONF.replaceAll("(?m)^", FILE + ":"))),
                            Target.in(2, p -> inForce(p[0], p[1])))
                    .never((whole, damaged) -> assertThat(damaged.isEmpty() || damaged.equals(whole))
                            .isTrue()),
            Target.of("istgt-conf", List.of(CONF), text -> IstgtLuns.parse(NODE, BASE, text)));

    private IstgtTargets() {}

    private static Optional<IstgtLuns> inForce(String processes, String files) {
        return IstgtStart.find(processes).map(start -> IstgtLuns.parse(NODE, BASE, start.configuration(files)));
    }

    private static List<String> captured(String... names) {
        return List.of(names).stream()
                .map(name -> Captures.of("istgt-20111008", name).out())
                .toList();
    }

    /** As the node puts it together: the number in, the secret out. */
    private static String part(String serial, String device, int number, Access access) {
        LunIdentity lun =
                new LunIdentity(new LunRef(new LunId(NODE, new DiskSerial(serial)), Generation.FIRST), 1L << 28, 512);
        return IstgtConf.export(lun, device, lun.lun().target(BASE), Epoch.FIRST, access, Optional.empty())
                .replaceAll("(?m)^#auth .*\n", "")
                .replace("@N@", Integer.toString(number));
    }
}
