package io.zsan.freebsd.captures;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.iscsi.IscsiSession;
import io.zsan.freebsd.iscsi.IscsictlSessions;
import io.zsan.freebsd.zpool.DataErrors;
import io.zsan.freebsd.zpool.PoolStatus;
import io.zsan.freebsd.zpool.Scan;
import io.zsan.freebsd.zpool.Vdev;
import io.zsan.freebsd.zpool.ZfsState;
import io.zsan.freebsd.zpool.ZpoolImportListing.Importable;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.VdevState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a parser must not make of a damaged text, given what it makes of the whole one: something healthier. */
public final class Health {
    private Health() {}

    /** No pool and no vdev comes ONLINE, no error goes away, no resilver comes to its end or is forgotten by its leg. */
    public static void notHealthier(PoolStatus whole, PoolStatus damaged) {
        if (damaged.state() == ZfsState.ONLINE) {
            assertThat(whole.state()).isEqualTo(ZfsState.ONLINE);
        }
        assertThat(online(damaged.root())).as("vdevs online").isLessThanOrEqualTo(online(whole.root()));
        if (!(whole.errors() instanceof DataErrors.None)) {
            assertThat(damaged.errors()).isNotInstanceOf(DataErrors.None.class);
        }
        if (whole.resilvering()) {
            assertThat(damaged.resilvering() || !replacements(damaged).isEmpty())
                    .isTrue();
        }
        for (Scan scan : damaged.scans()) {
            if (scan instanceof Scan.Finished finished) {
                assertThat(whole.scans()).anyMatch(s -> s instanceof Scan.Finished f && sameEnd(f, finished));
            }
        }
        List<Vdev> before = whole.root().all().toList();
        Set<String> replacements = replacements(damaged);
        damaged.root()
                .all()
                .forEach(vdev -> before.stream()
                        .filter(v -> v.name().equals(vdev.name()))
                        .forEach(v -> {
                            notHealthier(v, vdev);
                            assertThat(vdev.resilvering() || !v.resilvering() || replacements.contains(vdev.name()))
                                    .isTrue();
                        }));
    }

    /** Legs beside those that they replace: they count for nothing, whatever else is lost. */
    private static Set<String> replacements(PoolStatus pool) {
        return pool.root().children().stream()
                .flatMap(mirror -> mirror.children().stream())
                .flatMap(leg -> leg.children().stream())
                .map(Vdev::name)
                .collect(Collectors.toSet());
    }

    /** No device comes ONLINE, and no other system lets go of the pool. */
    public static void notHealthier(Importable whole, Importable damaged) {
        if (damaged.state() == ZfsState.ONLINE) {
            assertThat(whole.state()).isEqualTo(ZfsState.ONLINE);
        }
        assertThat(online(damaged.root())).isLessThanOrEqualTo(online(whole.root()));
        assertThat(damaged.lastAccessedElsewhere()).isEqualTo(whole.lastAccessedElsewhere());
        assertThat(damaged.importedElsewhere()).isEqualTo(whole.importedElsewhere());
        assertThat(damaged.destroyed()).isEqualTo(whole.destroyed());
        assertThat(damaged.guid()).isEqualTo(whole.guid());
    }

    /** No session comes up. */
    public static void notHealthier(IscsictlSessions whole, IscsictlSessions damaged) {
        assertThat(connected(damaged)).isLessThanOrEqualTo(connected(whole));
        for (IscsiSession session : whole.sessions()) {
            if (!session.connected()) {
                assertThat(damaged.to(session.target())).noneMatch(IscsiSession::connected);
            }
        }
    }

    /** No leg comes ONLINE, no error goes away, and no stamp becomes another one. */
    public static void notHealthier(PoolReport whole, PoolReport damaged) {
        assertThat(damaged.guid()).isEqualTo(whole.guid());
        assertThat(List.of(whole.stamp(), Optional.empty())).contains(damaged.stamp());
        if (whole.state() != VdevState.ONLINE) {
            assertThat(damaged.state()).isNotEqualTo(VdevState.ONLINE);
        }
        if (whole.dataErrors()) {
            assertThat(damaged.dataErrors()).isTrue();
        }
        for (LegReport leg : damaged.legs()) {
            whole.legs().stream().filter(l -> l.guid().equals(leg.guid())).forEach(before -> {
                if (before.state() != VdevState.ONLINE) {
                    assertThat(leg.state()).isNotEqualTo(VdevState.ONLINE);
                }
                assertThat(leg.errors()).isEqualTo(before.errors());
                assertThat(leg.resilvering() || !before.resilvering()).isTrue();
            });
        }
    }

    /** All but the amount: a point that is lost makes another amount, and no parser can see it. */
    private static boolean sameEnd(Scan.Finished a, Scan.Finished b) {
        return a.kind() == b.kind()
                && a.vdev().equals(b.vdev())
                && a.errors() == b.errors()
                && a.end().equals(b.end());
    }

    private static long online(Vdev root) {
        Stream<Vdev> online = root.all().filter(v -> v.is(ZfsState.ONLINE));
        return online.count();
    }

    private static void notHealthier(Vdev whole, Vdev damaged) {
        if (!whole.is(ZfsState.ONLINE)) {
            assertThat(damaged.state()).isNotEqualTo(Optional.of(ZfsState.ONLINE));
        }
        if (!whole.errors().orElseThrow().none()) {
            assertThat(damaged.errors().orElseThrow().none()).isFalse();
        }
    }

    private static long connected(IscsictlSessions sessions) {
        return sessions.sessions().stream().filter(IscsiSession::connected).count();
    }
}
