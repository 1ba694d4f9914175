package io.zsan.testkit.contract;

import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.ssh.SshFleet;
import io.zsan.testkit.world.Timings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fences and sessions of the contract through real ssh servers and the system's ssh client, in real time. One fleet for
 * all tests, as on real hosts: each test clears what the one before it left.
 */
class SshContractTests {
    @TempDir
    static Path directory;

    private static FakeFleet fakes;
    private static SshFleet ssh;

    @BeforeAll
    static void start() throws IOException {
        fakes = FakeFleet.builder().timings(Timings.fast()).build();
        ssh = SshFleet.start(fakes, Files.createDirectory(directory.resolve("ssh")));
    }

    @AfterAll
    static void stop() throws IOException {
        ssh.close();
    }

    private static Subject subject() {
        return FakeSubject.through(fakes, ssh::runner);
    }

    @Nested
    class Fences extends FenceContract {
        @Override
        protected Subject subject() {
            return SshContractTests.subject();
        }
    }

    @Nested
    class Sessions extends SessionContract {
        @Override
        protected Subject subject() {
            return SshContractTests.subject();
        }
    }
}
