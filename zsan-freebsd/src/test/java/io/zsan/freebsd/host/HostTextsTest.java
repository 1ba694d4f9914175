package io.zsan.freebsd.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code sysrc} and {@code df} print. */
class HostTextsTest {
    private static final String HEADER = "Filesystem  1K-blocks    Used    Avail Capacity  Mounted on\n";

    @Test
    void readsSwitchesByTheWordsOfRcSubr() {
        RcConf rc = RcConf.parse(List.of("a", "b", "c", "d"), "a: YES\nb: On\nc: no\n");

        assertThat(rc.on("a")).isTrue();
        assertThat(rc.on("b")).isTrue();
        assertThat(rc.on("c")).isFalse();
        assertThat(rc.on("d")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: YES", "a YES\n", "a: YES\na: NO\n", "b: YES\n", "a: YES\nsysrc: unknown variable 'b'\n"})
    void refusesOtherTexts(String out) {
        assertThatThrownBy(() -> RcConf.parse(List.of("a"), out)).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void readsWhatIsLeftAndWhere() {
        FileSystem root = FileSystem.parse(HEADER + "/dev/gpt/my root  20307196 1400000 17282624     8%    /\n");
        FileSystem run = FileSystem.parse(HEADER + "tmpfs  4194304 12 4194292     0%    /var/run\n");
        FileSystem full = FileSystem.parse(HEADER + "zroot/var/log  100 108 -8   108%    /var/log\n");

        assertThat(root).isEqualTo(new FileSystem("/dev/gpt/my root", 17_282_624, "/"));
        assertThat(root.inMemory()).isFalse();
        assertThat(run.inMemory()).isTrue();
        assertThat(full.availableKib()).isEqualTo(-8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Filesystem 512-blocks Used Avail Capacity Mounted on\n/dev/a 1 1 1 1% /\n",
                HEADER,
                HEADER + "/dev/a 1 1 1 1% /\n/dev/b 1 1 1 1% /b\n",
                HEADER + "/dev/a 1 1 lots 1% /\n",
            })
    void refusesTablesOfAnotherForm(String out) {
        assertThatThrownBy(() -> FileSystem.parse(out)).isInstanceOf(UnexpectedOutput.class);
    }
}
