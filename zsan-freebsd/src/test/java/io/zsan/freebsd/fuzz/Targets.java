package io.zsan.freebsd.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.Readings;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Captures.Capture;
import io.zsan.freebsd.captures.Health;
import io.zsan.freebsd.ctl.CtlLuns;
import io.zsan.freebsd.ctl.CtlPorts;
import io.zsan.freebsd.ctl.CtlSessions;
import io.zsan.freebsd.devd.DevdLine;
import io.zsan.freebsd.fleet.FleetFile;
import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.freebsd.geom.GeomTree;
import io.zsan.freebsd.geom.Sysctl;
import io.zsan.freebsd.iscsi.IscsictlSessions;
import io.zsan.freebsd.zpool.ImportRefusal;
import io.zsan.freebsd.zpool.LabelReading;
import io.zsan.freebsd.zpool.PoolStatus;
import io.zsan.freebsd.zpool.ZpoolImportListing;
import io.zsan.freebsd.zpool.ZpoolListing;
import io.zsan.freebsd.zpool.ZpoolProperties;
import io.zsan.freebsd.zpool.ZpoolStatus;
import io.zsan.node.PoolReport;
import io.zsan.node.StorageNodeReport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All parsers of this module, each with the captures that it is for. */
final class Targets {
    private static final String FREEBSD = "freebsd-13.2";
    private static final List<String> FOLDERS = List.of(FREEBSD, "zfs-fuse", "openzfs-2.1.11", "openzfs-2.3.2");

    private static final String TOKENS = "WD-1 3 17\nWD-2 1 4\n";
    private static final String BOOT = "0123456789abcdef0123456789abcdef\n";
    private static final String FLEET = """
            target-base = "iqn.2026-11.com.example:san"

            [ssh]
            key = "id_ed25519"
            known-hosts = "/etc/zsan/known_hosts"

            [[storage]]
            name = "s1"
            domain = "rack-1"
            portal = "10.0.0.11"
            ssh.host = "s1.example.com"
            scratch = ["WD1"]

            [[storage.disk]]
            serial = "WD1"
            size = "256 MiB"
            sector = 4096

            [[database]]
            name = "d1"
            initiator = "iqn.2026-11.com.example:d1"
            power-cycle = ["/usr/local/bin/ipmi", "d1"]
            ssh.host = "d1.example.com"
            """;

    /** After the source of GEOM. */
    private static final String GEOM_TREE = """
            0 DISK ada0 16013942784 512 hd 16 sc 63
            1 PART ada0p1 272629760 512 i 1 o 20480 ty efi xs GPT
            0 DISK da1 67110400 512 hd 255 sc 63
            1 LABEL diskid/DISK-WD1 67110400 512 i 0 o 0

            """;

    private static final List<Target<?>> OF_STORAGE = List.of(
            Target.of("zpool-status", statuses(), text -> ZpoolStatus.parse(text, ""))
                    .never((whole, damaged) -> pools(whole.pools(), damaged.pools())),
            Target.of("zpool-status-complaints", complaints(), text -> ZpoolStatus.parse("", text)),
            Target.of(
                            "zpool-status-json",
                            documents(),
                            text -> ZpoolStatus.parseJson(text, "", ZpoolStatus.Names.PATHS))
                    .never((whole, damaged) -> pools(whole.pools(), damaged.pools())),
            Target.of(
                    "zpool-status-json-guids",
                    documents(),
                    text -> ZpoolStatus.parseJson(text, "", ZpoolStatus.Names.GUIDS)),
            Target.of("zpool-import-list", importLists(), text -> ZpoolImportListing.parse(text, ""))
                    .never(Targets::importable),
            Target.of("zpool-import-refusal", importRefusals(), ImportRefusal::parse)
                    .never((whole, damaged) -> assertThat(damaged.reason()).isEqualTo(whole.reason())),
            Target.of("zpool-list", outputs("zpool-list-Hp-degraded", "zpool-list-suspended"), healths())
                    .never((whole, damaged) -> assertThat(damaged.rows())
                            .noneMatch(row -> row.get("health").equals(Optional.of("ONLINE")))),
            Target.of("zpool-get", outputs("zpool-get-Hp-all"), text -> ZpoolProperties.parse("p1", List.of(), text)),
            Target.of("zdb-label", outputs("zdb-l-leg", "zdb-l-leg-da", "zdb-l-stale-leg"), label(0))
                    .never(Targets::label),
            Target.of("zdb-bad-label", outputs("zdb-l-leg", "zdb-l-stale-leg", "zdb-l-nosuch"), label(1))
                    .never((whole, damaged) -> assertThat(damaged).isNotInstanceOf(LabelReading.NoLabel.class)),
            Target.of("zdb-no-label", outputs("zdb-l-nolabel"), label(2))
                    .never((whole, damaged) -> assertThat(damaged).isEqualTo(whole)),
            Target.of("zdb-each-copy", eachCopies(), text -> LabelReading.parseEachCopy(0, text, ""))
                    .never((whole, damaged) -> {
                        assertThat(damaged).hasSameClassAs(whole);
                        damaged.label().ifPresent(unused -> label(whole, damaged));
                    }),
            Target.of("ctladm-devlist", outputs("ctladm-devlist-x"), CtlLuns::parse),
            Target.of("ctladm-portlist", outputs("ctladm-portlist-x"), CtlPorts::parse),
            Target.of("ctladm-islist", outputs("ctladm-islist-x"), CtlSessions::parse),
            Target.of(
                            "storage-node",
                            storageNodes(),
                            Target.in(5, p -> Readings.storageNode(p[0], p[1], p[2], p[3], p[4])))
                    .never(Targets::storageNode),
            Target.of("database-node", databaseNodes(), Target.in(4, p -> Readings.pools(p[0], p[1], p[2], p[3])))
                    .never(Targets::databaseNode),
            Target.of(
                            "iscsictl",
                            outputs("iscsictl-L-connected", "iscsictl-L-w10", "iscsictl-L-after-ctld-restart"),
                            IscsictlSessions::parseText)
                    .never(Health::notHealthier),
            Target.of("iscsictl-json", outputs("iscsictl-L-json"), IscsictlSessions::parseJson)
                    .never(Health::notHealthier),
            Target.of("geom", outputs("geom-disk-list"), GeomDisks::parse),
            Target.of("geom-tree", List.of(GEOM_TREE), GeomTree::parse),
            Target.of("sysctl-tree", outputs("sysctl-kern-iscsi"), text -> Sysctl.parseTree("kern.iscsi", text))
                    .never((whole, damaged) -> assertThat(damaged.get("kern.iscsi.fail_on_disconnection"))
                            .isNotEqualTo(Optional.of("1"))),
            Target.of(
                    "sysctl",
                    List.of("kern.hostid: 4137728188\nkern.version: FreeBSD 13.2-RELEASE\n    root@releng\n\n"),
                    text -> Sysctl.parse(List.of("kern.hostid", "kern.version"), List.of("kern.hostid"), text)),
            Target.of("devd", Captures.lines("freebsd-13.2/devd"), DevdLine::parse),
            Target.of("fleet-file", List.of(FLEET), text -> FleetFile.parse(Path.of("/etc/zsan/fleet.toml"), text))
                    .ofInput());

    static final List<Target<?>> ALL = Stream.of(OF_STORAGE, HostTargets.ALL, IstgtTargets.ALL)
            .flatMap(List::stream)
            .toList();

    private Targets() {}

    static Target<?> target(String name) {
        return ALL.stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no target " + name));
    }

    private static List<String> outputs(String... names) {
        return Arrays.stream(names).map(name -> Captures.freebsd(name).out()).toList();
    }

    private static List<Capture> captures(String command, Predicate<Capture> wanted) {
        return FOLDERS.stream()
                .flatMap(folder -> Captures.named(folder, "").values().stream())
                .filter(capture -> capture.command().contains(command))
                .filter(wanted)
                .toList();
    }

    private static List<String> statuses() {
        return outs(captures(
                "zpool status", c -> c.out().startsWith("  pool: ") && c.err().isEmpty()));
    }

    private static List<String> documents() {
        return outs(captures("zpool status", c -> c.command().contains("--json-int")));
    }

    private static List<String> complaints() {
        return Stream.of("zpool-status-nopools", "zpool-status-nosuch")
                .map(name -> Captures.freebsd(name).err())
                .toList();
    }

    private static List<String> importLists() {
        // Some captures go on with what further commands said.
        return outs(captures(
                "zpool import",
                c -> c.out().matches("(?s) {2,3}pool: .*")
                        && !c.out().contains("errors: ")
                        && !c.out().contains("$ ")));
    }

    private static List<String> importRefusals() {
        return captures("zpool import", c -> true).stream()
                .flatMap(c -> Stream.of(c.out(), c.err()))
                .filter(text -> text.startsWith("cannot import"))
                .toList();
    }

    private static List<String> outs(List<Capture> captures) {
        return captures.stream().map(Capture::out).distinct().toList();
    }

    private static Function<String, ZpoolListing> healths() {
        return text -> ZpoolListing.parse(List.of("name", "health"), text);
    }

    private static Function<String, LabelReading> label(int exit) {
        return text -> LabelReading.parse(exit, text, "");
    }

    private static List<String> eachCopies() {
        return Stream.of("60-zdb-l-leg", "61-zdb-l-nolabel", "66-zdb-l-half", "67-zdb-l-exported")
                .map(name -> Captures.of("zfs-fuse", name).out())
                .toList();
    }

    private static List<String> storageNodes() {
        List<String> lists = outputs("ctladm-devlist-x", "ctladm-portlist-x", "ctladm-islist-x");
        return List.of(BOOT + Target.SEPARATOR + String.join(Target.SEPARATOR, lists) + Target.SEPARATOR + TOKENS);
    }

    private static List<String> databaseNodes() {
        String list = "p1\t1990624424237997727\tDEGRADED\tzsan:7\tnone\n";
        String datasets = "p1\tyes\ton\t/p1\n";
        List<String> statuses = outputs("zpool-status-P-degraded", "zpool-status-g-degraded");
        return List.of(list + Target.SEPARATOR + String.join(Target.SEPARATOR, statuses) + Target.SEPARATOR + datasets);
    }

    private static void pools(List<PoolStatus> whole, List<PoolStatus> damaged) {
        damaged.forEach(pool -> Health.notHealthier(whole.get(0), pool));
    }

    private static void importable(ZpoolImportListing whole, ZpoolImportListing damaged) {
        damaged.pools().forEach(pool -> Health.notHealthier(whole.pools().get(0), pool));
    }

    /**
     * No LUN is exported that was not, and no epoch becomes another one. A name may lose a letter, and none can tell; a nonce
     * that has lost its beginning is that of another boot, which makes the node look worse.
     */
    private static void storageNode(StorageNodeReport whole, StorageNodeReport damaged) {
        assertThat(damaged.exports()).hasSizeLessThanOrEqualTo(whole.exports().size());
        damaged.exports()
                .forEach((lun, export) -> whole.export(lun)
                        .ifPresent(before -> assertThat(export.epoch()).isEqualTo(before.epoch())));
        assertThat(whole.tokens().values()).containsAll(damaged.tokens().values());
    }

    private static void databaseNode(Optional<List<PoolReport>> whole, Optional<List<PoolReport>> damaged) {
        PoolReport before = whole.orElseThrow().get(0);
        damaged.stream().flatMap(List::stream).forEach(pool -> Health.notHealthier(before, pool));
    }

    /** Another label than the one that is there, or none, would be a disk that may be taken. */
    private static void label(LabelReading whole, LabelReading damaged) {
        assertThat(damaged.label().orElseThrow().guid())
                .isEqualTo(whole.label().orElseThrow().guid());
        assertThat(damaged.label().orElseThrow().state())
                .isEqualTo(whole.label().orElseThrow().state());
    }
}
