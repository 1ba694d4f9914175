package io.zsan.freebsd.chap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyTest {
    private static final String HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final Iqn TARGET = new Iqn("iqn.2026-11.test:san.s1.wd1.g1");
    private static final Iqn D1 = new Iqn("iqn.2026-11.test:d1");

    @TempDir
    Path temp;

    private Path file(String text, String mode) throws Exception {
        Path file = temp.resolve("key");
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /**
     * The derivation is a promise: a new version must let the sessions of the one before in. The value is from
     * {@code printf 'zsan chap 1\\niqn.2026-11.test:san.s1.wd1.g1\\niqn.2026-11.test:d1\\n7\\n' | openssl dgst -sha256 -mac
     * HMAC -macopt hexkey:0001…1f -binary | head -c 12 | base64 | tr +/ -_}.
     */
    @Test
    void derivesWhatOpensslDerives() throws Exception {
        MasterKey key = MasterKey.read(file(HEX + "\n", "rw-------"));

        assertThat(key.secret(TARGET, D1, new Epoch(7)).reveal()).isEqualTo("sODVrp5ITnS0wCJK");
    }

    @Test
    void givesAnotherSecretForEachTargetInitiatorAndEpochAndTheSameForTheSame() throws Exception {
        MasterKey key = MasterKey.read(file(HEX, "r--------"));
        MasterKey other = MasterKey.read(file(HEX.replace("0001", "0002"), "rw-------"));
        Iqn d2 = new Iqn("iqn.2026-11.test:d2");
        Iqn recycled = new Iqn("iqn.2026-11.test:san.s1.wd1.g2");

        List<Secret> secrets = Stream.of(
                        key.secret(TARGET, D1, new Epoch(7)),
                        key.secret(TARGET, D1, new Epoch(8)),
                        key.secret(TARGET, d2, new Epoch(7)),
                        key.secret(recycled, D1, new Epoch(7)),
                        other.secret(TARGET, D1, new Epoch(7)))
                .toList();

        assertThat(secrets).doesNotHaveDuplicates();
        assertThat(MasterKey.read(file(HEX.toUpperCase(Locale.ROOT) + "\n", "rw-------"))
                        .secret(TARGET, D1, new Epoch(7)))
                .isEqualTo(secrets.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void refusesAFileThatOthersCanReach(String mode) throws Exception {
        Path file = file(HEX, mode);

        assertThatThrownBy(() -> MasterKey.read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123", HEX + "00", HEX + "\n\n", "0x" + HEX, " " + HEX})
    void refusesAnythingButAKeyAndDoesNotRepeatIt(String text) throws Exception {
        Path file = file(text, "rw-------");

        assertThatThrownBy(() -> MasterKey.read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("64 hexadecimal digits")
                .message()
                .doesNotContain(HEX);
    }

    @Test
    void refusesALinkADirectoryAndAFileThatIsNotThere() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), file(HEX, "rw-------"));

        assertThatThrownBy(() -> MasterKey.read(link)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> MasterKey.read(temp)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> MasterKey.read(temp.resolve("none"))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void refusesAKeyThatNobodyMadeAtRandom() {
        byte[] sevens = new byte[32];
        Arrays.fill(sevens, (byte) 7);

        assertThatThrownBy(() -> MasterKey.of(sevens)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> MasterKey.of(new byte[16])).isInstanceOf(InvalidInput.class);
    }

    @Test
    void saysNothingOfItself() throws Exception {
        assertThat(MasterKey.read(file(HEX, "rw-------"))).hasToString("master key");
    }
}
