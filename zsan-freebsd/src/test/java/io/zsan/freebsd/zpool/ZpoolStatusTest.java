package io.zsan.freebsd.zpool;

import static io.zsan.freebsd.zpool.ZfsState.DEGRADED;
import static io.zsan.freebsd.zpool.ZfsState.ONLINE;
import static io.zsan.freebsd.zpool.ZfsState.REMOVED;
import static io.zsan.freebsd.zpool.ZfsState.SUSPENDED;
import static io.zsan.freebsd.zpool.ZfsState.UNAVAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Captures.Capture;
import io.zsan.model.Guid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZpoolStatusTest {
    private static final String REMOVED_STATUS = "One or more devices has been removed by the administrator. Sufficient"
            + " replicas exist for the pool to continue functioning in a degraded state.";
    private static final String REMOVED_ACTION =
            "Online the device using zpool online' or replace the device with 'zpool replace'.";
    private static final String MESSAGES = "https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-";
    private static final String RESILVERED = "One or more devices is currently being resilvered.  The pool will"
            + " continue to function, possibly in a degraded state.";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zpool-status-healthy",
                "zpool-status-healthy-p1",
                "zpool-status-v-healthy",
                "zpool-status-L-healthy",
                "zpool-status-s-healthy",
                "zpool-status-D-healthy"
            })
    void readsAHealthyPool(String capture) {
        assertThat(parse(Captures.freebsd(capture)))
                .isEqualTo(status(pool(
                        ONLINE,
                        mirror(
                                "mirror-0",
                                leg("diskid/DISK-s1d1"),
                                leg("diskid/DISK-s2d1"),
                                leg("diskid/DISK-s3d1")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zpool-status-P-healthy", "zpool-status-PL-healthy"})
    void readsPaths(String capture) {
        assertThat(parse(Captures.freebsd(capture)))
                .isEqualTo(status(pool(
                        ONLINE,
                        mirror(
                                "mirror-0",
                                leg("/dev/diskid/DISK-s1d1"),
                                leg("/dev/diskid/DISK-s2d1"),
                                leg("/dev/diskid/DISK-s3d1")))));
    }

    @Test
    void readsGuids() {
        ZpoolStatus status = parse(Captures.freebsd("zpool-status-g-healthy"));

        assertThat(status)
                .isEqualTo(status(pool(
                        ONLINE,
                        mirror(
                                "8780651444344743878",
                                leg("17653420088577362682"),
                                leg("7190835362596302439"),
                                leg("15930339915522009890")))));
        assertThat(status.pool("p1").orElseThrow().vdev(Guid.parse("15930339915522009890")))
                .contains(leg("15930339915522009890"));
    }

    @Test
    void readsARemovedLeg() {
        Vdev mirror = vdev(
                "15785379712605132938",
                DEGRADED,
                List.of(leg("16175342859387586016", REMOVED), leg("12689606717656693486"), leg("9227163664883737739")));

        assertThat(parse(Captures.freebsd("zpool-status-g-degraded")))
                .isEqualTo(status(new PoolStatus(
                        "p1",
                        DEGRADED,
                        Optional.of(REMOVED_STATUS),
                        Optional.of(REMOVED_ACTION),
                        Optional.empty(),
                        List.of(),
                        vdev("p1", DEGRADED, List.of(mirror)),
                        Map.of(),
                        new DataErrors.None())));
        assertThat(onlyPool("zpool-status-x-degraded").root().leaves())
                .containsExactly(leg("diskid/DISK-s1d1", REMOVED), leg("diskid/DISK-s2d1"), leg("diskid/DISK-s3d1"));
        assertThat(onlyPool("zpool-status-P-degraded").root().leaves())
                .containsExactly(
                        leg("/dev/diskid/DISK-s1d1", REMOVED),
                        leg("/dev/diskid/DISK-s2d1"),
                        leg("/dev/diskid/DISK-s3d1"));
    }

    @Test
    void readsTheStateByItsColumnWhateverTheNameIs() {
        String out = Captures.freebsd("zpool-status-P-degraded")
                .out()
                .replace("/dev/diskid/DISK-s1d1", "/dev/gpt/a ONLINE leg");

        assertThat(onlyPool(out, "").root().leaves())
                .containsExactly(
                        leg("/dev/gpt/a ONLINE leg", REMOVED),
                        leg("/dev/diskid/DISK-s2d1"),
                        leg("/dev/diskid/DISK-s3d1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zpool-status-suspended", "zpool-status-x-suspended"})
    void readsASuspendedPool(String capture) {
        Vdev mirror = new Vdev(
                "mirror-0",
                Optional.of(DEGRADED),
                Optional.of(new Vdev.Errors(0, 50, 0)),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(
                        leg("diskid/DISK-s1d1", REMOVED),
                        leg("diskid/DISK-s2d1", ONLINE, new Vdev.Errors(3, 55, 0)),
                        leg("diskid/DISK-s3d1", ONLINE, new Vdev.Errors(3, 55, 0))));

        assertThat(parse(Captures.freebsd(capture)))
                .isEqualTo(status(new PoolStatus(
                        "p1",
                        SUSPENDED,
                        Optional.of("One or more devices are faulted in response to IO failures."),
                        Optional.of("Make sure the affected devices are connected, then run 'zpool clear'."),
                        Optional.of(MESSAGES + "HC"),
                        List.of(new Scan.Finished(
                                Scan.Kind.RESILVER,
                                Optional.empty(),
                                1132462,
                                Duration.ofSeconds(37),
                                0,
                                "Sun Nov 22 17:01:52 2026")),
                        vdev("p1", DEGRADED, List.of(mirror)),
                        Map.of(),
                        new DataErrors.Count(17))));
    }

    /** A vdev of one child is its child. What is lost here would be the leg that is being filled. */
    @Test
    void aReplacementThatLacksASideIsNotWhole() {
        String whole =
                "  pool: tank\n state: DEGRADED\n  scan: resilvered 1.50M in 00:00:05 with 3 errors on Sun Nov 22 17:03:11 2026\n"
                        + "config:\n\n"
                        + "\tNAME               STATE     READ WRITE CKSUM\n"
                        + "\ttank               DEGRADED     0     0     0\n"
                        + "\t  mirror-0         DEGRADED     0     0     0\n"
                        + "\t    sn1            ONLINE       0     0     0\n"
                        + "\t    replacing-1    DEGRADED     0     0     0\n"
                        + "\t      sn2          UNAVAIL      0   145     0  corrupted data\n"
                        + "\t      sn4          ONLINE       0     0     0\n\n"
                        + "errors: No known data errors\n";

        assertThat(onlyPool(whole, "").root().all()).hasSize(6);
        assertThatThrownBy(() -> onlyPool(whole.replaceFirst("\t      sn4.*\n", ""), ""))
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("a row below 'replacing-1' is missing");
    }

    /** However its other signs were lost. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "status: One or more devices is cur?ently being resilvered.  The pool will\n\tcontinue to function.\n",
                "action: Wait for the resilver to complete.\n"
            })
    void aResilverThatLeftATraceIsNotOver(String texts) {
        String lost = "  pool: tank\n state: DEGRADED\n" + texts + "config:\n\n"
                + "\tNAME               STATE     READ WRITE CKSUM\n"
                + "\ttank               DEGRADED     0     0     0\n"
                + "\t  mirror-0         DEGRADED     0     0     0\n"
                + "\t    sn1            ONLINE       0     0     0\n"
                + "\t    replacing-1    DEGRADED     0     0     0\n"
                + "\t      sn2          REMOVED      0     0     0\n"
                + "\t      sn4          ONLINE       0     0     0\n\n"
                + "errors: No known data errors\n";

        assertThatThrownBy(() -> onlyPool(lost, ""))
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("no resilver is in progress");
    }

    @Test
    void aGarbledTextIsNotRead() {
        String whole = Captures.freebsd("zpool-status-suspended").out();
        String garbled = whole.replaceFirst("status: One or", "status: One\tor");

        assertThat(garbled).isNotEqualTo(whole);
        assertThatThrownBy(() -> onlyPool(garbled, ""))
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("a text is garbled");
    }

    /** ZFS names the resilver and not the suspension; what is left of it is the complaint about the errors. */
    @Test
    void aResilverDoesNotHideThatAPoolIsSuspended() {
        Capture suspended = Captures.freebsd("zpool-status-suspended");
        String hidden = suspended
                .out()
                .replace(" state: SUSPENDED", " state: DEGRADED")
                .replaceFirst("status: .*", "status: " + RESILVERED)
                .replaceFirst("action: .*\n +see: .*", "action: Wait for the resilver to complete.")
                .replaceFirst(
                        "  scan: .*",
                        "  scan: resilver in progress since Sun Nov 22 17:03:11 2026\n"
                                + "\t40.4M scanned at 3.16M/s, 22.1M issued at 3.16M/s, 40.4M total\n"
                                + "\t1.50M resilvered, 54.70% done, 00:00:05 to go");

        PoolStatus told = onlyPool(hidden, suspended.err());
        PoolStatus sound = onlyPool(hidden, "");
        PoolStatus otherwise = onlyPool(hidden, "errors: List of errors unavailable: permission denied\n");

        assertThat(told.suspended()).isTrue();
        assertThat(told.state()).isEqualTo(SUSPENDED);
        assertThat(sound.suspended()).isFalse();
        assertThat(otherwise.suspended()).isFalse();
    }

    /** One complaint for one pool that says so itself leaves none for another. */
    @Test
    void aComplaintThatAnotherPoolExplainsSuspendsNoPool() {
        Capture suspended = Captures.freebsd("zpool-status-suspended");
        String other = Captures.freebsd("zpool-replace-by-guid-inflight")
                .pieces("  pool: ", "errors: ")
                .get(0)
                .replace("p1", "p2")
                .replace("No known data errors", "1 data errors, use '-v' for a list");

        ZpoolStatus status = ZpoolStatus.parse(suspended.out() + "\n" + other, suspended.err());
        ZpoolStatus both = ZpoolStatus.parse(suspended.out() + "\n" + other, suspended.err() + suspended.err());

        assertThat(status.pools()).extracting(PoolStatus::suspended).containsExactly(true, false);
        assertThat(both.pools()).extracting(PoolStatus::suspended).containsExactly(true, true);
    }

    @Test
    void readsDataErrors() {
        Scan scrub = new Scan.Finished(
                Scan.Kind.SCRUB, Optional.empty(), 75264, Duration.ofSeconds(2), 8, "Sun Nov 22 18:05:35 2026");

        PoolStatus counted = onlyPool("zpool-status-x-data-errors");
        PoolStatus listed = onlyPool("zpool-status-v-data-errors");

        assertThat(counted.errors()).isEqualTo(new DataErrors.Count(2));
        assertThat(listed.errors()).isEqualTo(new DataErrors.Files(List.of("/p1/db/fw", "/p1/db/fw_d2")));
        assertThat(counted.scan()).contains(scrub);
        assertThat(listed.scan()).contains(scrub);
        assertThat(listed.see()).contains(MESSAGES + "8A");
    }

    @Test
    void readsAScrubInProgress() {
        assertThat(onlyPool("zpool-status-after-scrub").scans())
                .containsExactly(new Scan.Running(
                        Scan.Kind.SCRUB,
                        Optional.empty(),
                        false,
                        "Sun Nov 22 16:58:14 2026",
                        42362470,
                        23173530,
                        Optional.of(3313500L),
                        42362470,
                        0,
                        OptionalDouble.of(54.82),
                        Optional.empty()));
    }

    @Test
    void readsAReplacementInFlight() {
        List<String> statuses =
                Captures.freebsd("zpool-replace-by-guid-inflight").pieces("  pool: ", "errors: ");

        PoolStatus byName = onlyPool(statuses.get(0), "");
        PoolStatus byGuid = onlyPool(statuses.get(1), "");
        PoolStatus after = onlyPool(statuses.get(2), "");

        Vdev fresh = new Vdev(
                "diskid/DISK-s2d2",
                Optional.of(ONLINE),
                Optional.of(new Vdev.Errors(0, 0, 0)),
                Optional.empty(),
                Optional.empty(),
                List.of("resilvering"),
                List.of());
        assertThat(byName)
                .isEqualTo(new PoolStatus(
                        "p1",
                        DEGRADED,
                        Optional.of(RESILVERED),
                        Optional.of("Wait for the resilver to complete."),
                        Optional.empty(),
                        List.of(new Scan.Running(
                                Scan.Kind.RESILVER,
                                Optional.empty(),
                                false,
                                "Sun Nov 22 18:09:12 2026",
                                100L << 20,
                                20237517,
                                Optional.of(20237517L),
                                100L << 20,
                                16043213,
                                OptionalDouble.of(19.28),
                                Optional.of(Duration.ofSeconds(4)))),
                        vdev(
                                "p1",
                                DEGRADED,
                                List.of(vdev(
                                        "mirror-0",
                                        DEGRADED,
                                        List.of(
                                                vdev(
                                                        "replacing-0",
                                                        DEGRADED,
                                                        List.of(leg("diskid/DISK-s1d1", REMOVED), fresh)),
                                                leg("diskid/DISK-s2d1"),
                                                leg("diskid/DISK-s3d1"))))),
                        Map.of(),
                        new DataErrors.None()));
        assertThat(byGuid.root().leaves())
                .extracting(leaf -> leaf.guid().orElseThrow().toString(), Vdev::resilvering)
                .containsExactly(
                        tuple("16175342859387586016", false),
                        tuple("6175918741944371029", true),
                        tuple("12689606717656693486", false),
                        tuple("9227163664883737739", false));
        assertThat(after.scan().orElseThrow())
                .isEqualTo(new Scan.Finished(
                        Scan.Kind.RESILVER,
                        Optional.empty(),
                        101L << 20,
                        Duration.ofSeconds(3),
                        0,
                        "Sun Nov 22 18:09:15 2026"));
        assertThat(after.state()).isEqualTo(ONLINE);
    }

    @Test
    void readsADeviceThatIsGoneAndASpare() {
        PoolStatus pool =
                onlyPool(Captures.freebsd("zpool-import-list-missing-leg").piece("  pool: ", "errors: "), "");

        Vdev gone = new Vdev(
                "2687338033133952755",
                Optional.of(UNAVAIL),
                Optional.of(new Vdev.Errors(0, 0, 0)),
                Optional.of("/dev/diskid/DISK-s1d1"),
                Optional.empty(),
                List.of(),
                List.of());
        assertThat(pool.root().leaves()).last().isEqualTo(gone);
        assertThat(pool.sections())
                .isEqualTo(Map.of(
                        "spares",
                        List.of(new Vdev(
                                "diskid/DISK-s3d2",
                                Optional.of(ZfsState.AVAIL),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                List.of()))));
    }

    @Test
    void readsAMirroredLog() {
        PoolStatus pool = onlyPool(withLog(""), "");

        assertThat(pool.sections()).isEqualTo(Map.of("logs", List.of(mirror("77", leg("78"), leg("79")))));
        assertThat(pool.vdev(Guid.parse("79"))).contains(leg("79"));
    }

    @Test
    void aResilverOfALogCannotBeOverlookedEither() {
        assertThatThrownBy(() -> ZpoolStatus.parse(withLog("  (resilvering)"), ""))
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("no resilver is in progress");
    }

    /** A captured status with a log after the data, in rows of the same form. */
    private static String withLog(String remark) {
        String counters = "  ONLINE       0     0     0";
        return Captures.freebsd("zpool-status-g-healthy")
                .out()
                .replace(
                        "\n\nerrors:",
                        "\n\tlogs\t\n"
                                + String.format("\t%-24s%s\n", "  77", counters)
                                + String.format("\t%-24s%s\n", "    78", counters)
                                + String.format("\t%-24s%s\n", "    79", counters + remark)
                                + "\nerrors:");
    }

    @Test
    void readsRemarksAndCountersOfLinux() {
        PoolStatus offline = onlyPool(Captures.linux("40-offline-P-s-i-t").out(), "");
        PoolStatus replacing = onlyPool(Captures.linux("45-replacing-1-P-s-i-t").out(), "");
        PoolStatus damaged = onlyPool(Captures.linux("50-scrub-damage-v").out(), "");
        PoolStatus unlabelled =
                onlyPool(Captures.linux("61-default-timeouts-continued-v").out(), "");

        assertThat(offline.root().leaves())
                .extracting(v -> v.state().orElseThrow())
                .containsExactly(ONLINE, ZfsState.OFFLINE, ONLINE);
        assertThat(offline.root().leaves().get(0).marks()).containsExactly("uninitialized", "trim unsupported");
        assertThat(replacing.root().leaves().get(3).marks())
                .containsExactly("resilvering", "uninitialized", "trim unsupported");
        assertThat(damaged.root().leaves().get(1).errors()).contains(new Vdev.Errors(0, 0, 24));
        assertThat(unlabelled.root().leaves().get(1).errors()).contains(new Vdev.Errors(3, 86, 0));
        assertThat(unlabelled.root().leaves().get(1).state()).contains(UNAVAIL);
        assertThat(onlyPool(Captures.linux("45-replacing-3-v").out(), "")
                        .root()
                        .leaves()
                        .get(3)
                        .resilvering())
                .isTrue();
        assertThat(onlyPool(Captures.linux("49-scrubbing-1").out(), "").scan().orElseThrow())
                .isInstanceOf(Scan.Running.class);
    }

    @Test
    void knowsThatThereIsNoPool() {
        Capture none = Captures.freebsd("zpool-status-nopools");
        Capture missing = Captures.freebsd("zpool-status-nosuch");

        assertThat(ZpoolStatus.parse(none.out(), none.err())).isEqualTo(new ZpoolStatus(List.of(), List.of()));
        assertThat(ZpoolStatus.parse(missing.out(), missing.err()))
                .isEqualTo(new ZpoolStatus(List.of(), List.of("nosuch")));
        assertThat(ZpoolStatus.parse("no pools available\n", "")).isEqualTo(new ZpoolStatus(List.of(), List.of()));
    }

    @Test
    void nothingIsNotNoPool() {
        assertThatThrownBy(() -> ZpoolStatus.parse("", "")).isInstanceOf(UnexpectedOutput.class);
    }

    /** {@code -x} leaves pools out; it is not for programs. */
    @Test
    void doesNotTakeShortFormsForAStatus() {
        for (String name : List.of("zpool-status-x-healthy", "zpool-status-x-p1-healthy")) {
            assertThatThrownBy(() -> parse(Captures.freebsd(name))).isInstanceOf(UnexpectedOutput.class);
        }
    }

    @Test
    void readsSeveralPools() {
        String healthy = Captures.freebsd("zpool-status-g-healthy").out();
        String degraded = Captures.freebsd("zpool-status-g-degraded")
                .out()
                .replace("p1 ", "p2 ")
                .replace("pool: p1", "pool: p2");

        ZpoolStatus both = ZpoolStatus.parse(healthy + "\n" + degraded, "cannot open 'p3': no such pool\n");

        assertThat(both.pools())
                .extracting(PoolStatus::name, PoolStatus::state)
                .containsExactly(tuple("p1", ONLINE), tuple("p2", DEGRADED));
        assertThat(both.missing()).containsExactly("p3");
    }

    @Test
    void readsTheScansOfOtherVersions() {
        assertThat(scan("  scan: none requested\n")).isEmpty();
        assertThat(scan("  scan: resilver canceled on Sun Nov  1 01:02:03 2026\n"))
                .contains(new Scan.Canceled(Scan.Kind.RESILVER, Optional.empty(), "Sun Nov  1 01:02:03 2026"));
        assertThat(
                        scan(
                                "  scan: resilvered (mirror-0) 5G in 2 days 03:04:05 with 7 errors on Sun Nov 22 18:09:15 2026\n"))
                .contains(new Scan.Finished(
                        Scan.Kind.REBUILD,
                        Optional.of("mirror-0"),
                        5L << 30,
                        Duration.ofDays(2).plusHours(3).plusMinutes(4).plusSeconds(5),
                        7,
                        "Sun Nov 22 18:09:15 2026"));
        assertThat(scan("  scan: scrub paused since Sun Nov 22 18:09:15 2026\n"
                        + "\tscrub started on Sun Nov 22 18:00:00 2026\n"
                        + "\t1.50T scanned, 1T issued, 2T total\n\t0B repaired, 50.00% done\n"))
                .contains(new Scan.Running(
                        Scan.Kind.SCRUB,
                        Optional.empty(),
                        true,
                        "Sun Nov 22 18:09:15 2026",
                        3L << 39,
                        1L << 40,
                        Optional.empty(),
                        2L << 40,
                        0,
                        OptionalDouble.of(50),
                        Optional.empty()));
        assertThat(
                        scan(
                                "  scan: resilver in progress since Sun Nov 22 18:09:15 2026\n"
                                        + "\t10M / 10M scanned, 1M / 9M issued at 512B/s\n\t512 resilvered, nan% done, 00:00:09 to go\n"))
                .contains(new Scan.Running(
                        Scan.Kind.RESILVER,
                        Optional.empty(),
                        false,
                        "Sun Nov 22 18:09:15 2026",
                        10L << 20,
                        1L << 20,
                        Optional.of(512L),
                        9L << 20,
                        512,
                        OptionalDouble.empty(),
                        Optional.of(Duration.ofSeconds(9))));
    }

    @Test
    void aPoolThatCannotBeOpenedHasNoErrorsLine() {
        String unavailable = Captures.freebsd("zpool-status-g-degraded")
                .out()
                .replace("DEGRADED", "UNAVAIL ")
                .replace("state: UNAVAIL ", "state: UNAVAIL")
                .replace("\nerrors: No known data errors\n", "");

        assertThat(onlyPool(unavailable, "").errors()).isEqualTo(new DataErrors.Unsaid());
    }

    @Test
    void refusesAPoolThatContradictsItsRow() {
        String out = Captures.freebsd("zpool-status-g-degraded").out().replace(" state: DEGRADED", " state: ONLINE");

        assertThatThrownBy(() -> ZpoolStatus.parse(out, ""))
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("the pool is ONLINE and its row says otherwise");
    }

    @Test
    void aResilverInProgressCannotBeOverlooked() {
        String out = Captures.freebsd("zpool-replace-by-guid-inflight").piece("  pool: ", "errors: ");
        String withoutScan = out.replaceAll("  scan: .*\n\t.*\n\t.*\n", "");
        String withoutItsLine = out.replaceAll("  scan: .*\n", "").replace("  (resilvering)", "");

        assertThatThrownBy(() -> ZpoolStatus.parse(withoutScan, ""))
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("no resilver is in progress");
        assertThatThrownBy(() -> ZpoolStatus.parse(withoutItsLine, ""))
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("a scan's progress stands without its scan");
    }

    /** Older systems say there what belongs under {@code scan:}; it must not be lost. */
    @Test
    void aScanUnderAnOldKeyCountsOrIsRefused() {
        String out = Captures.freebsd("zpool-status-g-healthy").out();
        String old = " scrub: resilver in progress for 0h0m, 5.10% done, 0h1m to go\n";

        assertThat(onlyPool(out.replace("config:\n", old + "config:\n"), "").resilvering())
                .isTrue();
        assertThatThrownBy(() -> ZpoolStatus.parse(
                        Captures.freebsd("zpool-status-after-scrub").out().replace("config:\n", old + "config:\n"), ""))
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("a scan is there twice");
        assertThatThrownBy(() -> ZpoolStatus.parse(
                        out.replace("config:\n", " scrub: resilver in progress for a while\nconfig:\n"), ""))
                .isInstanceOf(UnexpectedOutput.class);
        assertThat(ZpoolStatus.parse(
                                out.replace(
                                        "config:\n",
                                        " scrub: scrubbed 3 error blocks in 0 days 00:00:01 on Friday\nconfig:\n"),
                                "")
                        .pools())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zpool: warning\n",
                "cannot open 'p1': pool I/O is currently suspended\n",
                "internal error: cannot open: I/O error\n"
            })
    void refusesComplaintsThatItDoesNotKnow(String complaint) {
        String out = Captures.freebsd("zpool-status-g-healthy").out();

        assertThatThrownBy(() -> ZpoolStatus.parse(out, complaint)).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void theRefusalCarriesTheText() {
        assertThatThrownBy(() -> ZpoolStatus.parse("  pool: p1\n state: GOOD\n", ""))
                .isInstanceOfSatisfying(
                        UnexpectedOutput.class, e -> assertThat(e.output()).isEqualTo("  pool: p1\n state: GOOD\n"))
                .hasMessageContaining("'GOOD' is no state of a pool")
                .hasMessageNotContaining("\n");
    }

    private static Optional<Scan> scan(String lines) {
        String out = Captures.freebsd("zpool-status-g-healthy").out();
        return onlyPool(out.replace("config:\n", lines + "config:\n"), "").scan();
    }

    private static PoolStatus onlyPool(String capture) {
        Capture c = Captures.freebsd(capture);
        return onlyPool(c.out(), c.err());
    }

    private static PoolStatus onlyPool(String out, String err) {
        ZpoolStatus status = ZpoolStatus.parse(out, err);
        assertThat(status.pools()).hasSize(1);
        return status.pools().get(0);
    }

    private static ZpoolStatus parse(Capture capture) {
        assertThat(capture.exit()).isZero();
        return ZpoolStatus.parse(capture.out(), capture.err());
    }

    private static ZpoolStatus status(PoolStatus pool) {
        return new ZpoolStatus(List.of(pool), List.of());
    }

    private static PoolStatus pool(ZfsState state, Vdev mirror) {
        return new PoolStatus(
                "p1",
                state,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                vdev("p1", state, List.of(mirror)),
                Map.of(),
                new DataErrors.None());
    }

    private static Vdev mirror(String name, Vdev... legs) {
        return vdev(name, ONLINE, List.of(legs));
    }

    private static Vdev vdev(String name, ZfsState state, List<Vdev> children) {
        return new Vdev(
                name,
                Optional.of(state),
                Optional.of(new Vdev.Errors(0, 0, 0)),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                children);
    }

    private static Vdev leg(String name) {
        return vdev(name, ONLINE, List.of());
    }

    private static Vdev leg(String name, ZfsState state) {
        return vdev(name, state, List.of());
    }

    private static Vdev leg(String name, ZfsState state, Vdev.Errors errors) {
        return new Vdev(
                name,
                Optional.of(state),
                Optional.of(errors),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }
}
