package io.zsan.freebsd.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.exec.Framing.Part;
import io.zsan.model.NodeName;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramingTest {
    private final LocalRunner local = new LocalRunner(new NodeName("d1"));

    @Test
    void saysWhatTheShellIsGiven() {
        assertThat(Framing.script(List.of(Command.reading("/sbin/zpool", "list", "a b"))))
                .isEqualTo("/sbin/zpool list 'a b'; s=$?; printf '\\n%s %s\\n' '--zsan-end--' \"$s\";"
                        + " printf '\\n%s\\n' '--zsan-end--' >&2;");
    }

    @Test
    void takesApartWhatARealShellPrinted() {
        List<Command> commands = List.of(
                sh("echo one; echo complaint >&2"),
                sh("printf two; exit 255"),
                sh("printf 'no line feed' >&2"),
                sh("printf '\\n\\n'"),
                Command.reading("/nonexistent/program"));

        CommandResult run = local.run(Command.reading("/bin/sh", "-c", Framing.script(commands)));
        List<Part> parts = Framing.split(commands.size(), run.out(), run.err());

        assertThat(run.exit()).isZero();
        assertThat(parts.subList(0, 4))
                .containsExactly(
                        new Part(0, "one\n", "complaint\n"),
                        new Part(255, "two", ""),
                        new Part(0, "", "no line feed"),
                        new Part(0, "\n\n", ""));
        assertThat(parts.get(4).exit()).isEqualTo(127);
    }

    @Test
    void aCommandInTheFrameReadsStdin() {
        String script = Framing.script(List.of(Command.reading("/bin/cat")));

        CommandResult run = local.run(Command.reading("/bin/sh", "-c", script).withStdin("in"));

        assertThat(Framing.split(1, run.out(), run.err())).containsExactly(new Part(0, "in", ""));
    }

    @Test
    void givesThePartsBeforeTheRunDied() {
        assertThat(Framing.split(3, "a\n\n--zsan-end-- 0\nhalf", "\n--zsan-end--\n"))
                .containsExactly(new Part(0, "a\n", ""));
    }

    @Test
    void aMarkOnOneStreamOnlyIsNoEnd() {
        assertThat(Framing.split(1, "a\n--zsan-end-- 0\n", "")).isEmpty();
        assertThat(Framing.split(1, "", "\n--zsan-end--\n")).isEmpty();
    }

    @Test
    void refusesOutputThatHoldsTheMark() {
        assertThatThrownBy(() -> Framing.split(
                        1, "\n--zsan-end-- 0\nmore\n--zsan-end-- 1\n", "\n--zsan-end--\n\n--zsan-end--\n"))
                .isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void wordsFromSshThatFollowTheLastMarkAreNotTheCommands() {
        assertThat(Framing.split(1, "a\n--zsan-end-- 0\n", "\n--zsan-end--\nConnection to s1 closed by remote host.\n"))
                .containsExactly(new Part(0, "a", ""));
    }

    private static Command sh(String script) {
        return Command.reading("/bin/sh", "-c", script);
    }
}
