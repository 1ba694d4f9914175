package io.zsan.observe;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.S1;
import static io.zsan.paper.Fleets.lun;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.model.Iqn;
import io.zsan.node.Access;
import io.zsan.node.LegReport;
import io.zsan.node.VdevState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is tried again and again without success, and what ends that. */
class TroublesTest extends Rounds {
    @Test
    void troubleWithAFenceGrowsUntilItSucceeds() {
        memory.fenceTried(lun(S1), false, 0);
        memory.fenceTried(lun(S1), false, 5_000_000_000L);
        assertThat(after(9, silent(), silent()).fenceTrouble(lun(S1))).hasSeconds(9);
        memory.fenceTried(lun(S1), true, 0);
        assertThat(after(1, silent(), silent()).fenceTrouble(lun(S1))).isZero();
    }

    /** A reply may be lost and the effect be there. */
    @Test
    void troubleWithUseEndsWithTheEffectWhateverTheReplySaid() {
        memory.grantTried(lun(S1), false, 0);
        memory.replaceTried(lun(S1), false, 0);
        assertThat(after(9, storage(Access.nobody()), database(true)).useTrouble(lun(S1)))
                .hasSeconds(9);
        assertThat(after(1, storage(Access.only(new Iqn("iqn.2026-11.test:d1"))), database(true))
                        .useTrouble(lun(S1)))
                .as("granted, but not put in")
                .hasSeconds(10);
        assertThat(after(1, silent(), database(true, good())).useTrouble(lun(S1)))
                .isZero();
        memory.grantTried(lun(S1), false, seconds * 1_000_000_000L);
        assertThat(after(2, silent(), silent()).useTrouble(lun(S1))).isEqualTo(Duration.ofSeconds(2));
        memory.grantTried(lun(S1), true, 0);
        assertThat(after(1, silent(), silent()).useTrouble(lun(S1))).isZero();
    }

    @Test
    void aLabelThatCannotBeReadIsTroubleUntilItIsReadOrTheLegIsSeenInAPool() {
        memory.importTried(D1, lun(S1), false, 0);
        memory.importTried(D1, lun(S1), false, 5_000_000_000L);
        assertThat(after(9, silent(), database(true)).useTrouble(lun(S1))).hasSeconds(9);
        assertThat(after(1, silent(), database(true, good())).useTrouble(lun(S1)))
                .isZero();

        memory.importTried(D1, lun(S1), false, seconds * 1_000_000_000L);
        memory.importTried(D1, lun(S1), true, 0);
        assertThat(after(1, silent(), silent()).useTrouble(lun(S1))).isZero();
    }

    private Optional<Duration> leavingTrouble(Observation seen) {
        return Optional.ofNullable(seen.history().leavingTrouble().get(new LeafKey(D1, good().guid())));
    }

    @Test
    void aLegThatCannotBePutOfflineIsRememberedUntilItIs() {
        LeafKey leaf = new LeafKey(D1, good().guid());
        memory.leavingTried(leaf, false, 0);
        memory.leavingTried(leaf, false, 1_000_000_000L);
        assertThat(leavingTrouble(after(5, silent(), database(true, good())))).contains(Duration.ofSeconds(5));
        assertThat(leavingTrouble(after(1, silent(), silent()))).contains(Duration.ofSeconds(6));

        LegReport offline = leg(VdevState.OFFLINE, 0, false, false);
        assertThat(leavingTrouble(after(1, silent(), database(true, offline)))).isEmpty();
        memory.leavingTried(leaf, false, 0);
        memory.leavingTried(leaf, true, 0);
        assertThat(leavingTrouble(after(1, silent(), silent()))).isEmpty();
    }
}
