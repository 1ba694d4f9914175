package io.zsan.decide;

import static io.zsan.paper.Fleets.D1;
import static io.zsan.paper.Fleets.P;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import io.zsan.model.Disk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolSpecTest {
    private static final long GIB = 1L << 30;

    @Test
    void hasNoSeparateLogUnlessOneIsAskedFor() {
        assertThat(PoolSpec.of(P, D1).logMirrors()).isZero();
        assertThat(new PoolSpec(P, D1, 2, 2, GIB).logMirrors()).isZero();
    }

    @Test
    void aLogIsAsWideAsTheDataUnlessItsOwnWidthIsGiven() {
        PoolSpec spec = new PoolSpec(P, D1, 1, 3, GIB);

        assertThat(spec.withLog()).isEqualTo(new PoolSpec(P, D1, 1, 3, GIB, 1, 3, Disk.SMALLEST));
        assertThat(spec.withLog(2, 2 * GIB)).isEqualTo(new PoolSpec(P, D1, 1, 3, GIB, 1, 2, 2 * GIB));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 3, 1073741824, 0, 3, 1073741824, 0 mirrors",
        "1, 1, 1073741824, 0, 3, 1073741824, mirrors of 1 legs",
        "1, 5, 1073741824, 0, 3, 1073741824, mirrors of 5 legs",
        "1, 3, 1048576,    0, 3, 1073741824, legs of 1048576 bytes",
        "1, 3, 1073741824, 2, 3, 1073741824, 2 log mirrors",
        "1, 3, 1073741824, -1, 3, 1073741824, -1 log mirrors",
        "1, 3, 1073741824, 1, 1, 1073741824, log mirrors of 1 legs",
        "1, 3, 1073741824, 1, 5, 1073741824, log mirrors of 5 legs",
        "1, 3, 1073741824, 1, 2, 1048576,    log legs of 1048576 bytes",
    })
    void refusesWhatCannotBeMirrored(
            int mirrors, int width, long size, int logMirrors, int logWidth, long logSize, String why) {
        assertThatThrownBy(() -> new PoolSpec(P, D1, mirrors, width, size, logMirrors, logWidth, logSize))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("pool p: " + why);
    }
}
