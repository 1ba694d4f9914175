package io.zsan.freebsd.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import io.zsan.freebsd.chap.Secret;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
    @Test
    void isDescribedAsOneWouldTypeIt() {
        assertThat(Command.modifying("/sbin/zpool", "set", "comment=it's 5 o'clock\nnow", "p1"))
                .hasToString("/sbin/zpool set 'comment=it'\\''s 5 o'\\''clock\\nnow' p1");
    }

    @Test
    void doesNotTellWhatIsOnStdin() {
        assertThat(Command.reading("/bin/cat").withStdin("secret")).hasToString("/bin/cat <stdin");
    }

    @Test
    void takesTheSecretsOfItsStdinOutOfWhatIsPrinted() {
        Command command =
                Command.reading("/bin/cat").withStdin("a secret: abcdefghijkl\n", List.of(Secret.of("abcdefghijkl")));

        assertThat(command.redact("line 3 near 'abcdefghijkl': abcdefghijkl"))
                .isEqualTo("line 3 near '<secret>': <secret>");
        assertThat(command.redacted().stdin().orElseThrow().text()).isEqualTo("a secret: <secret>\n");
        assertThat(command.stdin().orElseThrow()).hasToString("23 characters");
    }

    @Test
    void aProgramIsAnAbsolutePath() {
        assertThatThrownBy(() -> Command.reading("zpool")).isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "grün", "\ud83d\ude00"})
    void refusesArgumentsThatWouldArriveChanged(String argument) {
        assertThatThrownBy(() -> Command.reading("/bin/echo", argument))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("/bin/echo");
    }

    @Test
    void refusesADeadlineThatIsOver() {
        assertThatThrownBy(() -> Command.reading("/bin/true").within(Duration.ZERO))
                .isInstanceOf(InvalidInput.class);
    }
}
