package io.zsan.decide;

import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.node.Access;
import io.zsan.node.StorageNodeReport;
import io.zsan.paper.Lab;
import io.zsan.paper.PaperFleet.Fate;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What must hold before a LUN is opened to anybody. */
class GrantTest {
    private final Lab lab = Lab.withPool();

    /** R9: the restart falls between the look and the grant. It must not thaw what the owner has frozen on the leg. */
    @Test
    void aRestartBetweenTheLookAndTheGrantDoesNotThawTheLeg() {
        lab.fleet.storage(S1, r -> new StorageNodeReport(r.node(), r.boot(), r.serving(), Map.of(), r.tokens()));
        lab.fleet.fates(action -> {
            if (action instanceof Action.Grant) {
                lab.fleet.reboot(S1);
                lab.fleet.perform(new Action.PrepareStorageNode(S1)).join();
            }
            return Fate.DONE;
        });
        lab.rounds(1);

        assertThat(lab.performed(Action.Grant.class)).hasSize(4);
        assertThat(lab.fleet.access(lun(S1))).isEqualTo(Access.nobody());
        lab.fleet.fates(a -> Fate.DONE);
        lab.rounds(3);
        assertThat(lab.pool().findLeg(lun(S1)).filter(l -> l.isInSync())).isEmpty();
    }
}
