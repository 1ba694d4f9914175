package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.model.BootId;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.LunId;
import io.zsan.model.NodeName;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.Token;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts that a storage node keeps in files; the lists of its kernel have tests of their own. */
class StorageReaderTest {
    private static StorageNodeReport read(String boot, String tokens) {
        return Readings.storageNode(
                boot,
                Captures.freebsd("ctladm-devlist-x").out(),
                Captures.freebsd("ctladm-portlist-x").out(),
                Captures.freebsd("ctladm-islist-x").out(),
                tokens);
    }

    @Test
    void readsNonceAndTokens() {
        StorageNodeReport report = read("nonce-1\n", "WD-1 3 17\n");

        assertThat(report.boot()).contains(new BootId("nonce-1"));
        assertThat(report.tokens())
                .isEqualTo(Map.of(
                        new LunId(new NodeName("s1"), new DiskSerial("WD-1")),
                        new Token(new Generation(3), new Epoch(17))));
    }

    /** One that is cut is a nonce, too: the node would be taken for one that has booted, and its legs for lost. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "nonce", "nonce-1\nnonce-2\n", "nonce 1\n"})
    void refusesANonceThatIsNotWhole(String boot) {
        assertThatThrownBy(() -> read(boot, "")).isInstanceOf(UnexpectedOutput.class);
    }

    /** The first is the token of epoch 17, cut: an epoch that is too low lets in who was shut out. */
    @ParameterizedTest
    @ValueSource(
            strings = {"WD-1 3 1", "WD-1 3\n", "WD-1 0 17\n", "WD-1 3 17\nWD-1 3 17\n", "WD-1 3 9999999999999999999\n"})
    void refusesTokensThatAreNotWhole(String tokens) {
        assertThatThrownBy(() -> read("nonce-1\n", tokens)).isInstanceOf(UnexpectedOutput.class);
    }
}
