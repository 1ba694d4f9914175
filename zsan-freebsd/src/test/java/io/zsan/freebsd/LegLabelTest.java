package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedSet;
import io.zsan.error.CommandRefused;
import io.zsan.freebsd.zpool.LabelState;
import io.zsan.freebsd.zpool.ZdbLabel;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LegLabelTest {
    private static final ZdbLabel.Tree TREE =
            new ZdbLabel.Tree("disk", new Guid(3), Optional.empty(), false, false, false, List.of());

    private static ZdbLabel label(boolean valid, LabelState state, long pool, long leaf, String comment) {
        return new ZdbLabel(
                ImmutableSortedSet.of(0),
                valid,
                state,
                new Guid(leaf),
                Optional.of(new ZdbLabel.Member(
                        "p1",
                        4,
                        new Guid(pool),
                        Optional.of(comment),
                        Optional.empty(),
                        Optional.empty(),
                        new Guid(3),
                        TREE)));
    }

    @Test
    void takesTheHighestEpochOfCopiesThatAnOwnerLeftHalfWritten() {
        LegLabel read = LegLabel.of(
                "s1/WD1#1",
                List.of(
                        label(true, LabelState.EXPORTED, 1, 2, "zsan:6"),
                        label(true, LabelState.ACTIVE, 1, 2, "zsan:5")));

        assertThat(read).isEqualTo(new LegLabel("p1", new Guid(1), new Guid(2), Optional.of(new Epoch(6)), false));
    }

    @Test
    void leavesOutCopiesWithABadChecksum() {
        LegLabel read = LegLabel.of(
                "s1/WD1#1",
                List.of(
                        label(true, LabelState.EXPORTED, 1, 2, "zsan:5"),
                        label(false, LabelState.ACTIVE, 9, 9, "zsan:9")));

        assertThat(read).isEqualTo(new LegLabel("p1", new Guid(1), new Guid(2), Optional.of(new Epoch(5)), true));
    }

    @Test
    void refusesCopiesOfTwoPoolsOrTwoLegs() {
        ZdbLabel one = label(true, LabelState.ACTIVE, 1, 2, "zsan:5");

        assertThatThrownBy(() -> LegLabel.of("x", List.of(one, label(true, LabelState.ACTIVE, 7, 2, "zsan:5"))))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("not all of one leg of one pool");
        assertThatThrownBy(() -> LegLabel.of("x", List.of(one, label(true, LabelState.ACTIVE, 1, 7, "zsan:5"))))
                .isInstanceOf(CommandRefused.class);
        assertThatThrownBy(() -> LegLabel.of("x", List.of(label(false, LabelState.ACTIVE, 1, 2, "zsan:5"))))
                .isInstanceOf(CommandRefused.class);
    }

    @Test
    void hasNoEpochWhereTheCommentIsSomebodyElses() {
        for (String comment : List.of("hello", "zsan:", "zsan:0", "zsan:-1", "zsan:1x", "zsan:9999999999999999999")) {
            assertThat(PoolReader.stamp(Optional.of(comment))).as(comment).isEmpty();
        }
    }
}
