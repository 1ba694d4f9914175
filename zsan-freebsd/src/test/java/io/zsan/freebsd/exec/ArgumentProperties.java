package io.zsan.freebsd.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.exec.Framing.Part;
import io.zsan.model.NodeName;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A program receives exactly the arguments that were given, whatever they hold, locally and through shells. */
class ArgumentProperties {
    /** Prints each argument, and a mark that no argument holds. */
    private static final String PRINT_BACK = "for a; do printf '%s\\001' \"$a\"; done";

    private final LocalRunner local = new LocalRunner(new NodeName("d1"));

    @Property(tries = 60, seed = "20261122")
    void argumentsArriveLocally(@ForAll("arguments") List<String> arguments) {
        assertThat(local.run(printBack(arguments)).out()).isEqualTo(printed(arguments));
    }

    @Property(tries = 60, seed = "20261123")
    void argumentsArriveThroughTheRemoteLine(@ForAll("arguments") List<String> arguments) {
        SshHost host = SshHost.of("h", "u", Path.of("/k"), Path.of("/kh"));
        String line = SshCommandLine.remote(host, List.of(printBack(arguments)), Command.DEFAULT_DEADLINE);

        CommandResult run = local.run(Command.reading("/bin/sh", "-c", line));

        assertThat(Framing.split(1, run.out(), run.err())).containsExactly(new Part(0, printed(arguments), ""));
    }

    @Property(tries = 60, seed = "20261124")
    void aQuotedTextIsOneWord(@ForAll("argument") String text) {
        CommandResult run = local.run(Command.reading("/bin/sh", "-c", "printf '%s\\001' " + ShellQuote.quote(text)));

        assertThat(run.out()).isEqualTo(text + "\001");
    }

    @Property(tries = 200, seed = "20261125")
    void theRemoteLineHoldsNothingThatCshTakesInQuotes(@ForAll("arguments") List<String> arguments) {
        SshHost host = SshHost.of("h", "u", Path.of("/k"), Path.of("/kh"));
        String line = SshCommandLine.remote(host, List.of(printBack(arguments)), Command.DEFAULT_DEADLINE);

        assertThat(line).doesNotContain("\n");
        assertThat(line.replace("'\\!'", "")).doesNotContain("!");
    }

    @Provide
    Arbitrary<List<String>> arguments() {
        return argument().list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> argument() {
        Arbitrary<String> anything =
                Arbitraries.strings().withCharRange('\002', '~').ofMaxLength(30);
        Arbitrary<String> nasty = Arbitraries.strings()
                .withChars("'\"\\!$`*?~ \n\t;&|<>(){}[]#%^-=n")
                .ofMaxLength(12);
        return Arbitraries.oneOf(anything, nasty);
    }

    private static Command printBack(List<String> arguments) {
        return Command.reading(
                "/bin/sh",
                Stream.concat(Stream.of("-c", PRINT_BACK, "sh"), arguments.stream())
                        .toList());
    }

    private static String printed(List<String> arguments) {
        return arguments.stream().map(a -> a + "\001").collect(Collectors.joining());
    }
}
