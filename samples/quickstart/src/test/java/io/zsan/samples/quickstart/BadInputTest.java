package io.zsan.samples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.exec.Command;
import io.zsan.ledger.FileLedger;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.NodeName;
import io.zsan.model.StorageNode;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.ssh.SshEndpoint;
import io.zsan.testkit.ssh.SshFleet;
import io.zsan.testkit.world.Timings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong: one line that says what to do, an exit status that is not 0, and no node is changed. */
class BadInputTest {
    @TempDir
    private Path directory;

    private FakeFleet fleet;
    private SshFleet servers;

    @BeforeEach
    void startAFleet() throws IOException {
        fleet = FakeFleet.builder()
                .storageNodes(3)
                .disksPerNode(1)
                .timings(Timings.fast())
                .build();
        servers = SshFleet.start(fleet, Files.createDirectory(directory.resolve("ssh")));
    }

    @AfterEach
    void endIt() throws IOException {
        servers.close();
    }

    @Test
    void refusesANodeThatIsNotInTheFleet() throws IOException {
        assertRefused("there is no database node 'd9'; the fleet has [d1, d2]", toml(), "--owner", "d9");
    }

    @Test
    void refusesAPoolNameThatAShellWouldRead() throws IOException {
        assertRefused("not a pool name: 'pgdata;reboot'", toml(), "--pool", "pgdata;reboot");
    }

    @Test
    void refusesLunsThatAreTooSmall() throws IOException {
        assertRefused("0 of them large enough; add disks or ask for less", toml(), "--leg-size", "1000000000000");
    }

    @Test
    void refusesASerialThatStandsTwice() throws IOException {
        assertRefused("stands twice in the fleet", toml().replace("\"s2d1\"", "\"s1d1\""));
    }

    @Test
    void refusesAHostThatCannotBeReached() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        String toml = toml().replace("ssh.port = " + servers.endpoint("s2").port(), "ssh.port = " + closed);

        assertRefused("s2: it cannot be asked", toml);
    }

    @Test
    void refusesAKeyThatTheNodesDoNotKnow() throws IOException, InterruptedException {
        Path wrong = directory.resolve("wrong");
        assertThat(new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", wrong.toString())
                        .start()
                        .waitFor())
                .isZero();
        String key = servers.endpoint("s1").key().toString();

        assertRefused("key", toml().replace(key, wrong.toString()));
    }

    @Test
    void refusesALedgerThatIsInUse() throws IOException {
        Path ledger = directory.resolve("in-use.ledger");
        try (FileLedger held = FileLedger.open(ledger)) {
            assertThat(held).isNotNull();

            assertRefused("ledger", toml(), "--ledger", ledger.toString());
        }
    }

    @Test
    void refusesAFleetFileWithAMisspeltKey() throws IOException {
        assertRefused("table storage[1], key 'domain' is missing", toml().replace("domain", "domian"));
    }

    @Test
    void printsPlansAndChangesNothing() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int status = Main.run(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                "--plan",
                "--fleet",
                write(toml()).toString());

        assertThat(err.toString(UTF_8)).isEmpty();
        assertThat(status).isZero();
        assertThat(out.toString(UTF_8))
                .contains("plan: create pool pgdata on d1")
                .contains("plan: fail over pgdata to d2")
                .contains("plan: switch pgdata over to d1")
                .doesNotContain("stops here");
        assertUntouched();
    }

    private void assertRefused(String message, String toml, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--fleet", write(toml).toString()));
        if (!List.of(options).contains("--ledger")) {
            arguments.addAll(List.of("--ledger", directory.resolve("ledger").toString()));
        }
        arguments.addAll(List.of(options));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int status = Main.run(
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), arguments.toArray(String[]::new));

        assertThat(err.toString(UTF_8).lines().toList()).hasSize(1);
        assertThat(err.toString(UTF_8)).startsWith("zsan: ").contains(message);
        assertThat(status).isNotZero();
        assertUntouched();
    }

    private void assertUntouched() {
        for (StorageNode node : fleet.fleet().storageNodes()) {
            assertThat(fleet.node(node.name())
                            .runner()
                            .run(Command.reading("/bin/cat", "/var/run/zsan/boot"))
                            .exit())
                    .isNotZero();
        }
        for (DatabaseNode node : fleet.fleet().databaseNodes()) {
            assertThat(fleet.node(node.name())
                            .runner()
                            .run(Command.reading("/sbin/zpool", "list", "-H", "-o", "name"))
                            .out())
                    .isEmpty();
        }
    }

    private Path write(String toml) throws IOException {
        return Files.writeString(directory.resolve("fleet.toml"), toml);
    }

    private String toml() {
        StringBuilder toml =
                new StringBuilder("target-base = \"" + fleet.fleet().targetBase() + "\"\n");
        for (StorageNode node : fleet.fleet().storageNodes()) {
            toml.append("[[storage]]\nname = \"" + node.name() + "\"\ndomain = \"" + node.domain() + "\"\nportal = \""
                    + node.portal() + "\"\n" + ssh(node.name()));
            for (Disk disk : node.disks()) {
                toml.append("[[storage.disk]]\nserial = \"" + disk.serial() + "\"\nsize = " + disk.sizeBytes() + "\n");
            }
        }
        for (DatabaseNode node : fleet.fleet().databaseNodes()) {
            toml.append("[[database]]\nname = \"" + node.name() + "\"\ninitiator = \"" + node.initiator() + "\"\n"
                    + ssh(node.name()));
        }
        return toml.toString();
    }

    private String ssh(NodeName node) {
        SshEndpoint endpoint = servers.endpoint(node);
        return "ssh.host = \"" + endpoint.host() + "\"\nssh.port = " + endpoint.port() + "\nssh.user = \""
                + endpoint.user() + "\"\nssh.key = \"" + endpoint.key() + "\"\nssh.known-hosts = \""
                + endpoint.knownHosts() + "\"\n";
    }
}
