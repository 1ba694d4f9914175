package io.zsan.testkit.sim.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoursesTest {
    private final Courses<String, String> courses = new Courses<>();

    @Test
    void keepsWhatStaysTheSameAsOneSpan() {
        courses.at(0, ImmutableSortedMap.of("a", "up"));
        courses.at(5, ImmutableSortedMap.of("a", "up"));
        courses.at(7, ImmutableSortedMap.of("a", "down"));

        assertThat(courses.until(10).get("a")).containsExactly(new Span<>(0, 7, "up"), new Span<>(7, 10, "down"));
    }

    @Test
    void endsWhatIsNoLongerThere() {
        courses.at(1, ImmutableSortedMap.of("a", "up", "b", "up"));
        courses.at(4, ImmutableSortedMap.of("b", "up"));
        courses.at(6, ImmutableSortedMap.of("a", "up", "b", "up"));

        assertThat(courses.until(9).get("a")).containsExactly(new Span<>(1, 4, "up"), new Span<>(6, 9, "up"));
        assertThat(courses.until(9).get("b")).containsExactly(new Span<>(1, 9, "up"));
    }

    @Test
    void joinsSpansThatAgreeInAnAspectAndTouch() {
        List<Span<String>> spans =
                List.of(new Span<>(0, 2, "a1"), new Span<>(2, 3, "a2"), new Span<>(4, 5, "a3"), new Span<>(5, 6, "b1"));

        assertThat(Span.of(spans, text -> text.charAt(0)))
                .containsExactly(new Span<>(0, 3, 'a'), new Span<>(4, 5, 'a'), new Span<>(5, 6, 'b'));
    }
}
