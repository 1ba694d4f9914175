package io.zsan.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.LedgerUnavailable;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A ledger file has one writer, in this process and among all. */
@Timeout(120)
class FileLedgerLockTest {
    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void namePath() {
        path = directory.resolve("ledger");
    }

    @Test
    void asksWhoeverComesSecondInThisProcessToUseTheFirst() {
        try (FileLedger ledger = FileLedger.open(path)) {
            assertThatThrownBy(() -> FileLedger.open(path))
                    .isInstanceOf(LedgerUnavailable.class)
                    .message()
                    .contains("is already open in this process")
                    .doesNotContain("\n");
            assertThat(ledger.read()).isCompleted();
        }
        FileLedger.open(path).close();
    }

    @Test
    void knowsTheFileUnderItsOtherNames() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        FileLedger.open(path).close();
        try (FileLedger ledger = FileLedger.open(link)) {
            assertThatThrownBy(() ->
                            FileLedger.open(directory.resolve("x/../ledger").normalize()))
                    .isInstanceOf(LedgerUnavailable.class);
        }
        assertThat(link).isSymbolicLink();
    }

    @Test
    void refusesALedgerThatAnotherProcessHasOpen() throws Exception {
        try (Holder other = new Holder(path)) {
            assertThat(other.firstLine()).isEqualTo(LedgerHolder.HELD);

            assertThatThrownBy(() -> FileLedger.open(path))
                    .isInstanceOf(LedgerUnavailable.class)
                    .message()
                    .contains("is in use by another process", "stop the other one", "ledger.lock")
                    .doesNotContain("\n");

            other.end();
            FileLedger.open(path).close();
        }
    }

    @Test
    void takesOverFromAProcessThatWasKilled() throws Exception {
        try (Holder other = new Holder(path)) {
            assertThat(other.firstLine()).isEqualTo(LedgerHolder.HELD);
            other.kill();

            FileLedger.open(path).close();
        }
    }

    /** POSIX takes a process's lock away when it closes any descriptor of the file. */
    @Test
    void keepsOutAnotherProcessEvenAfterASecondOpenerInThisOne() throws Exception {
        try (FileLedger ledger = FileLedger.open(path)) {
            assertThatThrownBy(() -> FileLedger.open(path)).isInstanceOf(LedgerUnavailable.class);

            try (Holder other = new Holder(path)) {
                assertThat(other.firstLine()).contains("is in use by another process");
            }
            assertThat(ledger.commit(LedgerContract.put(0, "db1", "x"))).isCompletedWithValue(CommitResult.COMMITTED);
        }
    }

    /** The same, where the second opener has classes of its own, as in a container of applications. */
    @Test
    void keepsOutAnotherProcessEvenAfterAnOpenerWithAnotherClassLoader() throws Exception {
        try (FileLedger ledger = FileLedger.open(path);
                URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Class<?> copy = loader.loadClass(FileLedger.class.getName());
            assertThat(copy).isNotSameAs(FileLedger.class);

            assertThatThrownBy(() -> copy.getMethod("open", Path.class).invoke(null, path))
                    .cause()
                    .hasMessageContaining("is already open in this process");

            try (Holder other = new Holder(path)) {
                assertThat(other.firstLine()).contains("is in use by another process");
            }
            assertThat(ledger.read()).isCompleted();
        }
    }

    private static URL[] classPath() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(new File(entry).toURI().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    /** A second Java machine with {@link LedgerHolder}. */
    private static final class Holder implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;

        Holder(Path ledger) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LedgerHolder.class.getName(),
                            ledger.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            output = process.inputReader();
        }

        String firstLine() throws IOException {
            return output.readLine();
        }

        void end() throws Exception {
            process.getOutputStream().close();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }

        void kill() throws Exception {
            assertThat(process.destroyForcibly().waitFor(60, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() throws Exception {
            kill();
        }
    }
}
