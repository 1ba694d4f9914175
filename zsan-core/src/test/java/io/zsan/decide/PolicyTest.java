package io.zsan.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy may say, and what a person is told where it may not. */
class PolicyTest {
    private static final Map<String, BiFunction<Policy.Builder, Duration, Policy.Builder>> TIMES = Map.of(
            "dropAfter", Policy.Builder::dropAfter,
            "evidenceMaxAge", Policy.Builder::evidenceMaxAge,
            "fenceWait", Policy.Builder::fenceWait,
            "holdDown", Policy.Builder::holdDown,
            "slowLeg", Policy.Builder::slowLeg,
            "slowFor", Policy.Builder::slowFor);

    private static void refused(Policy.Builder builder, String why) {
        assertThatThrownBy(builder::build).isInstanceOf(InvalidInput.class).hasMessageContaining("policy: " + why);
    }

    @Test
    void everyTimeIsAboveZero() {
        TIMES.forEach((name, time) -> {
            for (Duration not : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
                refused(time.apply(Policy.builder(), not), name + " is " + not + "; use a time above zero");
            }
            assertThatCode(() ->
                            time.apply(Policy.builder(), Duration.ofMillis(1)).build())
                    .as(name)
                    .doesNotThrowAnyException();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void minInSyncIsAsManyAsAMirrorCanHave(int legs) {
        assertThat(Policy.builder().minInSync(legs).build().minInSync()).isEqualTo(legs);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void minInSyncIsNotFewerNorMore(int legs) {
        refused(Policy.builder().minInSync(legs), "minInSync is " + legs + "; use 1 to 4");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1})
    void theBrakeIsAShare(double share) {
        assertThat(Policy.builder().brake(share).build().brake()).isEqualTo(share);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    void theBrakeIsNothingElse(double share) {
        refused(Policy.builder().brake(share), "brake is " + share + "; use a share from 0 to 1");
    }

    @Test
    void oneResilverAtLeastIsLetRun() {
        assertThat(Policy.builder().resilversPerStorageNode(1).build()).isEqualTo(Policy.defaults());
        refused(Policy.builder().resilversPerStorageNode(0), "resilversPerStorageNode is 0; use 1 or more");
    }

    @Test
    void aBuilderBeginsWithThePolicyThatItIsGivenAndChangesWhatItIsTold() {
        Policy bold = Policy.builder()
                .disconnectMode(DisconnectMode.FAIL)
                .dropAfter(Duration.ofSeconds(1))
                .minInSync(2)
                .evidenceMaxAge(Duration.ofSeconds(2))
                .fenceWait(Duration.ofSeconds(3))
                .brake(0.5)
                .resilversPerStorageNode(4)
                .holdDown(Duration.ofSeconds(5))
                .slowLeg(Duration.ofSeconds(6))
                .slowFor(Duration.ofSeconds(7))
                .softPlacement(true)
                .lastLegTakeover(true)
                .build();

        assertThat(bold)
                .isEqualTo(new Policy(
                        DisconnectMode.FAIL,
                        Duration.ofSeconds(1),
                        2,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        0.5,
                        4,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        true,
                        true));
        assertThat(Policy.builder(bold).build()).isEqualTo(bold);
        assertThat(Policy.builder().build()).isEqualTo(Policy.defaults());
    }

    /** R13: doubled with each further time, up to ten times the first. */
    @Test
    void aNodeIsHeldDownForGrowingTimes() {
        Policy policy = Policy.builder().holdDown(Duration.ofSeconds(1)).build();

        assertThat(List.of(1, 2, 3, 4, 5, 6, 1_000))
                .extracting(policy::heldDownFor)
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 10L, 10L, 10L);
    }
}
