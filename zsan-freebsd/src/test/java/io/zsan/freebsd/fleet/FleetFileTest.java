package io.zsan.freebsd.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import io.zsan.freebsd.exec.SshHost;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.FailureDomain;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.model.StorageNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FleetFileTest {
    private static final Path FILE = Path.of("/etc/zsan/fleet.toml");

    private static final String GOOD = """
            target-base = "iqn.2026-11.com.example:san"

            [ssh]
            user = "zsan"
            key = "id_ed25519"
            known-hosts = "/etc/zsan/known_hosts"
            prefix = ["/usr/local/bin/doas", "-n"]

            [[storage]]
            name = "s1"
            domain = "rack-1"
            portal = "10.0.0.11"
            ssh.host = "s1.example.com"
            scratch = ["WD1"]

            [[storage.disk]]
            serial = "WD1"
            size = "256 MiB"

            [[storage.disk]]
            serial = "WD2"
            size = 268435456
            sector = 4096

            [[database]]
            name = "d1"
            initiator = "iqn.2026-11.com.example:d1"
            stop = ["/usr/bin/true"]
            power-cycle = ["/usr/local/bin/ipmi", "d1", "power cycle"]
            [database.ssh]
            host = "10.0.0.21"
            port = 2222
            user = "root"
            key = "/root/key"
            known_hosts = "hosts"
            """;

    private static FleetFile parse(String text) {
        return FleetFile.parse(FILE, text);
    }

    @Test
    void readsNodesAndDisks() {
        FleetFile file = parse(GOOD);

        assertThat(file.fleet().targetBase()).isEqualTo(new Iqn("iqn.2026-11.com.example:san"));
        assertThat(file.fleet().storageNodes())
                .containsExactly(new StorageNode(
                        new NodeName("s1"),
                        new FailureDomain("rack-1"),
                        new Portal("10.0.0.11", 3260),
                        List.of(
                                new Disk(new DiskSerial("WD1"), 256L << 20, 512),
                                new Disk(new DiskSerial("WD2"), 268435456, 4096))));
        assertThat(file.fleet().databaseNodes())
                .containsExactly(new DatabaseNode(new NodeName("d1"), new Iqn("iqn.2026-11.com.example:d1")));
    }

    @Test
    void readsHowNodesAreReached() {
        FleetFile file = parse(GOOD);

        assertThat(file.ssh(new NodeName("s1")))
                .isEqualTo(SshHost.of(
                                "s1.example.com",
                                "zsan",
                                Path.of("/etc/zsan/id_ed25519"),
                                Path.of("/etc/zsan/known_hosts"))
                        .withPrefix("/usr/local/bin/doas", "-n"));
        assertThat(file.ssh(new NodeName("d1")))
                .isEqualTo(SshHost.of("10.0.0.21", "root", Path.of("/root/key"), Path.of("/etc/zsan/hosts"))
                        .withPort(2222)
                        .withPrefix("/usr/local/bin/doas", "-n"));
    }

    @Test
    void namesTheKeyOfChapRelativeToItselfAndReadsNoneByDefault() {
        assertThat(parse(GOOD).chapKey()).isEmpty();
        assertThat(parse("chap-key = \"chap.key\"\n" + GOOD).chapKey()).contains(Path.of("/etc/zsan/chap.key"));
    }

    @Test
    void refusesAKeyInThePlaceOfItsFileAndDoesNotRepeatIt() {
        String key = "0123456789abcdef".repeat(4);

        assertThatThrownBy(() -> parse("chap-key = \"" + key + "\"\n" + GOOD))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("key 'chap-key': is a key itself")
                .message()
                .doesNotContain(key);
    }

    @Test
    void readsHooks() {
        FleetFile file = parse(GOOD);

        assertThat(file.hooks(new NodeName("d1")))
                .isEqualTo(new Hooks(
                        List.of("/usr/bin/true"), List.of(), List.of("/usr/local/bin/ipmi", "d1", "power cycle")));
        assertThat(file.hooks(new NodeName("s1"))).isEqualTo(new Hooks(List.of(), List.of(), List.of()));
        assertThatThrownBy(() -> file.hooks(new NodeName("s9")))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("there is no node 's9'; the fleet has [d1, s1]");
    }

    @Test
    void knowsNoDiskAsScratchButThoseThatSaySo() {
        assertThat(parse(GOOD).scratch()).containsExactly(new LunId(new NodeName("s1"), new DiskSerial("WD1")));
        assertThat(parse(GOOD.replace("scratch = [\"WD1\"]", "")).scratch()).isEmpty();
    }

    @Test
    void readsFromAFile(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("fleet.toml"), GOOD);

        assertThat(FleetFile.read(file).ssh(new NodeName("s1")).key()).isEqualTo(dir.resolve("id_ed25519"));
        assertThatThrownBy(() -> FleetFile.read(dir.resolve("nosuch.toml")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("cannot read the fleet file")
                .hasMessageContaining("nosuch.toml");
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of("target-base", "target-bass", "key 'target-base' is missing"),
                Arguments.of(
                        "size = 268435456", "seize = 268435456", "table storage[1].disk[2], key 'size' is missing"),
                Arguments.of("sector = 4096", "sektor = 4096", "table storage[1].disk[2], key 'sektor' is not known"),
                Arguments.of("sector = 4096", "sector = 4000", "key 'size': disk WD2: sector size 4000 is not a power"),
                Arguments.of("sector = 4096", "sector = \"4096\"", "key 'sector' is not a whole number"),
                Arguments.of("\"256 MiB\"", "\"256 MB\"", "table storage[1].disk[1], key 'size': not a size: '256 MB'"),
                Arguments.of("\"256 MiB\"", "\"9999999999 TiB\"", "does not fit 64 bits"),
                Arguments.of("\"256 MiB\"", "true", "key 'size' is not a size"),
                Arguments.of("serial = \"WD2\"", "serial = \"WD1\"", "the disk serial wd1 stands twice in the fleet"),
                Arguments.of("serial = \"WD2\"", "serial = \"MYSERIAL0000\"", "key 'serial': not a disk serial"),
                Arguments.of("serial = \"WD2\"", "serial = 7", "key 'serial' is not a text in quotes"),
                Arguments.of("name = \"s1\"", "name = \"S 1\"", "table storage[1], key 'name': not a node name"),
                Arguments.of("portal = \"10.0.0.11\"", "portal = \"10.0.0.11:x\"", "key 'portal': not a portal"),
                Arguments.of("ssh.host = \"s1.example.com\"", "", "node s1, key 'ssh' is missing"),
                Arguments.of("ssh.host", "ssh.port = 22 #", "table storage[1].ssh, key 'host' is missing"),
                Arguments.of("s1.example.com", "-oProxyCommand", "key 'host': not a ssh host"),
                Arguments.of("key = \"id_ed25519\"", "", "node s1, key 'ssh.key' is missing"),
                Arguments.of("port = 2222", "port = 70000", "not a port: 70000"),
                Arguments.of("port = 2222", "port = 2222\nport = 1", "not TOML in line"),
                Arguments.of("known-hosts =", "known-hosts = \"/a\"\nknown_hosts =", "stands twice"),
                Arguments.of("[\"/usr/bin/true\"]", "\"/usr/bin/true\"", "key 'stop' is not a list"),
                Arguments.of("[\"/usr/bin/true\"]", "[]", "key 'stop' is not a list"),
                Arguments.of("[\"/usr/bin/true\"]", "[1]", "key 'stop' is not a list of texts"),
                Arguments.of("[\"WD1\"]", "[\"WD3\"]", "table storage[1], key 'scratch': node s1 has no disk WD3"),
                Arguments.of("[\"WD1\"]", "[\"WD1\", \"WD1\"]", "key 'scratch': a disk stands twice in"),
                Arguments.of("[\"WD1\"]", "\"WD2\"", "key 'scratch' is not a list of serials of disks"),
                Arguments.of("[\"WD1\"]", "[]", "key 'scratch' is not a list of serials of disks"),
                Arguments.of("[\"WD1\"]", "[2]", "key 'scratch' is not a list of texts"),
                Arguments.of("[\"WD1\"]", "[\"MYSERIAL0000\"]", "key 'scratch': not a disk serial"),
                Arguments.of("scratch =", "scratsh =", "key 'scratsh' is not known"),
                Arguments.of("[[database]]", "[database]", "key 'database' is not an array of tables"),
                Arguments.of("[[storage]]", "[[storage]", "not TOML in line"),
                Arguments.of("initiator =", "initiator = 1.5 #", "key 'initiator' is not a text in quotes"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesWithFileTableAndKeyOnOneLine(String was, String is, String message) {
        assertThat(GOOD).contains(was);

        assertThatThrownBy(() -> parse(GOOD.replaceFirst(java.util.regex.Pattern.quote(was), is)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("/etc/zsan/fleet.toml: ")
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void refusesAFleetWithoutNodes() {
        assertThatThrownBy(() -> parse("target-base = \"iqn.2026-11.com.example\"\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("/etc/zsan/fleet.toml: a fleet needs at least one storage node and one database node");
    }
}
