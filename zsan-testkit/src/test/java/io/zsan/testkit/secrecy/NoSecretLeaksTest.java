package io.zsan.testkit.secrecy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.BaseEncoding;
import io.zsan.freebsd.chap.MasterKey;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoSecretLeaksTest {
    private static final Iqn BASE = new Iqn("iqn.2026-11.io.zsan.lab:san");

    @TempDir
    private Path temp;

    private final byte[] key = new byte[32];
    private final Forbidden forbidden = new Forbidden();

    @BeforeEach
    void forbid() {
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (0x5a ^ 7 * i);
        }
        forbidden.add("the master key", key);
        forbidden.add(
                "the key file", BaseEncoding.base16().lowerCase().encode(key).getBytes(StandardCharsets.US_ASCII));
        MasterKey master = MasterKey.of(key);
        List<Epoch> epochs = LongStream.concat(LongStream.rangeClosed(1, 12), LongStream.of(99))
                .mapToObj(Epoch::new)
                .toList();
        for (String node : List.of("s1", "s2", "s3", "s4")) {
            for (int generation = 1; generation <= 4; generation++) {
                LunRef lun = new LunRef(
                        new LunId(new NodeName(node), new DiskSerial(node + "d1")), new Generation(generation));
                for (String initiator : List.of("d1", "d2")) {
                    Iqn name = new Iqn("iqn.2026-11.io.zsan.lab:" + initiator);
                    epochs.forEach(epoch -> forbidden.add(master.secret(lun.target(BASE), name, epoch)));
                }
            }
        }
    }

    /** What is not found by this test would not be found in the other one either. */
    @Test
    void findsASecretInEveryForm() {
        String secret = MasterKey.of(key)
                .secret(new Iqn(BASE.text() + ".s2.s2d1.g1"), new Iqn("iqn.2026-11.io.zsan.lab:d2"), new Epoch(3))
                .reveal();
        String hex = BaseEncoding.base16().encode(key);

        assertThat(Stream.of(
                                "DEBUG d1: chapSecret = \"" + secret + "\"",
                                "key=" + hex,
                                "key=" + BaseEncoding.base64().encode(key),
                                BaseEncoding.base64().encode(("x:" + secret).getBytes(StandardCharsets.UTF_8)),
                                BaseEncoding.base16().lowerCase().encode(secret.getBytes(StandardCharsets.UTF_8)))
                        .map(text -> forbidden.in(text.getBytes(StandardCharsets.ISO_8859_1))))
                .allMatch(found -> found.size() == 1);
        assertThat(forbidden.in("chapSecret = <secret>".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void nothingThatIsSaidLoggedThrownRecordedOrSentAsAnArgumentHoldsASecret() throws Exception {
        Path seen = Files.createDirectory(temp.resolve("seen"));
        String out = story(seen);

        assertThat(out).contains("sessions with a secret: 3\n").contains("exceptions: 6\n");
        List<Path> files;
        try (Stream<Path> all = Files.list(seen)) {
            files = all.sorted().toList();
        }
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "err", "exceptions", "heard", "ledger", "ledger.lock", "log", "objects", "out", "said");
        List<String> leaks = new ArrayList<>();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            assertThat(bytes.length > 0 || file.endsWith("err") || file.endsWith("ledger.lock"))
                    .as(file.toString())
                    .isTrue();
            forbidden.in(bytes).forEach(leak -> leaks.add(file.getFileName() + ": " + leak));
        }
        assertThat(leaks).isEmpty();
        assertThat(Files.readString(seen.resolve("log"))).contains("zsan-login", "zsan-access", "<stdin");
        assertThat(Files.readString(seen.resolve("said"))).contains("chapSecret = \"<secret>\"", "auth-type \"chap\"");
    }

    private String story(Path seen) throws IOException, InterruptedException {
        Path file = temp.resolve("chap.key");
        Files.writeString(file, BaseEncoding.base16().lowerCase().encode(key) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Path out = seen.resolve("out");
        Path err = seen.resolve("err");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                        // The server is no part of zsan, and it does log what comes through it.
                        "-Dorg.slf4j.simpleLogger.log.org.apache.sshd=info",
                        "-Dorg.slf4j.simpleLogger.logFile=" + seen.resolve("log"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChapStory.class.getName(),
                        seen.toString(),
                        file.toString(),
                        Files.createDirectory(temp.resolve("ssh")).toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readString(out);
    }
}
