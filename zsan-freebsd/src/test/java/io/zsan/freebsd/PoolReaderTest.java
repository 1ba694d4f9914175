package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.captures.Captures;
import io.zsan.node.PoolReport;
import io.zsan.node.VdevState;
import org.junit.jupiter.api.Test;

/** On real texts, changed to say what was not captured. */
class PoolReaderTest {
    private static final String ROW = "p1\t1990624424237997727\tDEGRADED\tzsan:7\tnone\n";

    private String byPath = Captures.freebsd("zpool-status-P-degraded").out();
    private String byGuid = Captures.freebsd("zpool-status-g-degraded").out();

    private PoolReport pool() {
        return Readings.pools(ROW, byPath, byGuid, "p1\tyes\ton\t/p1\n")
                .orElseThrow()
                .get(0);
    }

    private void both(String before, String after) {
        byPath = byPath.replaceFirst(before, after);
        byGuid = byGuid.replaceFirst(before, after);
    }

    @Test
    void tellsTheWordOfTheList() {
        assertThat(pool().state()).isEqualTo(VdevState.DEGRADED);
    }

    /** Up to FreeBSD 12, and with failmode=continue on 13. */
    @Test
    void aPoolThatIsSuspendedByItsTextOnlyIsSuspended() {
        both("status: .*", "status: One or more devices are faulted in response to IO failures.");

        assertThat(pool().state()).isEqualTo(VdevState.SUSPENDED);
    }

    @Test
    void aPoolThatIsSuspendedByItsPageOnlyIsSuspended() {
        both("config:", "   see: http://illumos.org/msg/ZFS-8000-HC\nconfig:");

        assertThat(pool().state()).isEqualTo(VdevState.SUSPENDED);
    }

    /** Whatever hides the word, as a resilver does. */
    @Test
    void aPoolWhoseDataHasNoLegLeftIsSuspended() {
        both(" state: DEGRADED", " state: UNAVAIL");
        both("DEGRADED( +0 +0 +0\n.*)DEGRADED", "UNAVAIL $1UNAVAIL ");

        assertThat(pool().state()).isEqualTo(VdevState.SUSPENDED);
    }
}
