package io.zsan.testkit.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarTest {
    private static final Scale SCALE = new Scale(1000, 10);

    @Test
    void makesOneOfWhatLiesInOneSlotAndKeepsTheWorst() {
        List<Bar> merged = Bar.merged(
                List.of(
                        new Bar(110, 120, "deed done", "a", "first"),
                        new Bar(130, 140, "deed refused", "b", "second"),
                        new Bar(210, 220, "deed done", "c", "third")),
                SCALE);

        assertThat(merged)
                .containsExactly(
                        new Bar(110, 140, "deed refused", "a", "first\nsecond"),
                        new Bar(210, 220, "deed done", "c", "third"));
    }

    @Test
    void keepsWhatIsLongerThanASlotApart() {
        List<Bar> bars = List.of(new Bar(110, 350, "up", "", "x"), new Bar(360, 380, "up", "", "y"));

        assertThat(Bar.merged(bars, SCALE)).isEqualTo(bars);
    }

    @Test
    void countsWhatATipHasNoRoomFor() {
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            bars.add(new Bar(500, 500, "note", "", "a note of some thirty letters."));
        }

        Bar one = Bar.merged(bars, SCALE).get(0);

        assertThat(one.tip()).endsWith("\n… and 37 more").hasSizeLessThan(500);
    }
}
