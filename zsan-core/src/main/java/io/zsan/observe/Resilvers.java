package io.zsan.observe;

import io.zsan.model.PoolName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.VdevState;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts the resilvers of each pool that ended badly one after the other (R8). Not thread-safe. */
final class Resilvers {
    /** More than anybody counts; a pool that fails for ever must not fill the memory. */
    private static final int MOST = 100;

    private final SortedMap<PoolName, Set<String>> failed = new TreeMap<>();

    void answered(DatabaseNodeReport report) {
        for (PoolReport pool : report.pools()) {
            pool.scan()
                    .filter(s -> s.resilver() && s.state() == ScanReport.State.FINISHED)
                    .ifPresent(scan -> ended(pool, scan));
        }
    }

    private void ended(PoolReport pool, ScanReport scan) {
        if (scan.errors() == 0 && pool.legs().stream().noneMatch(Resilvers::bad)) {
            failed.remove(pool.name());
            return;
        }
        Set<String> scans = failed.computeIfAbsent(pool.name(), p -> new TreeSet<>());
        if (scans.size() < MOST) {
            scans.add(scan.identity());
        }
    }

    private static boolean bad(LegReport leg) {
        return leg.errors() > 0 || leg.state() == VdevState.FAULTED || leg.state() == VdevState.DEGRADED;
    }

    Map<PoolName, Integer> counts() {
        Map<PoolName, Integer> counts = new TreeMap<>();
        failed.forEach((pool, scans) -> counts.put(pool, scans.size()));
        return counts;
    }
}
