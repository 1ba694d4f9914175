package io.zsan.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.exec.ShellQuote;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.world.ManualClock;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What zsan quotes, the fake shell takes apart again. */
class QuotingProperties {
    private final FakeNode node =
            FakeFleet.builder().clock(ManualClock.still()).build().node("d1");

    @Provide
    Arbitrary<List<String>> arguments() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars("'\"\\$`!;&|<>(){}*?[]~#=% \t")
                .ofMaxLength(12)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Property(tries = 300)
    void argumentsSurviveTwoShells(@ForAll("arguments") List<String> arguments) throws Exception {
        String words = arguments.stream().map(ShellQuote::quote).collect(Collectors.joining(" "));
        String inner = "printf '%s\\n' " + words;
        FakeResult result = node.run("/usr/bin/timeout --foreground -k 2 9 /bin/sh -c " + ShellQuote.quote(inner));
        assertThat(result)
                .isEqualTo(
                        new FakeResult(0, arguments.stream().map(a -> a + "\n").collect(Collectors.joining()), ""));
    }
}
