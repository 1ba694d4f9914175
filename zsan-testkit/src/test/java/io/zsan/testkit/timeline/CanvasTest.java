package io.zsan.testkit.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CanvasTest {
    private final Canvas canvas = new Canvas(new Scale(100_000, 100));

    @Test
    void givesEachOfTwoFaultsAtTheSameMomentARowAndALabelOfItsOwn() {
        canvas.labelled(12, List.of(Bar.moment(50_000, "fault", "one", ""), Bar.moment(50_000, "fault", "two", "")));

        assertThat(canvas.plot()).contains(">one</text>", ">two</text>", "y=\"0\"", "y=\"14\"");
        assertThat(canvas.height()).isEqualTo(28);
    }

    @Test
    void keepsTheLabelOfWhatHappensAtTheEndWithinThePicture() {
        canvas.labelled(12, List.of(Bar.moment(99_900, "fault", "a long label at the end", "")));

        assertThat(canvas.plot()).contains("x=\"99.900%\" dx=\"-4\" text-anchor=\"end\"");
    }

    @Test
    void stacksBarsThatOverlapAndNoMoreThanItIsAllowed() {
        List<Bar> bars = List.of(
                new Bar(0, 90_000, "up", "", ""),
                new Bar(5_000, 90_000, "up", "", ""),
                new Bar(9_000, 90_000, "up", "", ""));

        canvas.packed("row", 8, 2, bars);

        assertThat(canvas.height()).isEqualTo(20);
        assertThat(canvas.names()).containsOnlyOnce(">row</text>");
    }
}
