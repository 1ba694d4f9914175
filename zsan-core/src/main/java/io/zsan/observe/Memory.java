package io.zsan.observe;

import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.proof.Proof;
import io.zsan.proof.ReleaseProof;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Turns the answers of one round into an {@link Observation}, by what was seen in earlier rounds: since when a node is
 * silent or a session down, when a pool was last healthy, what was read back. All of it is evidence that a new process
 * gathers again; none of it is intent. Not thread-safe: one controller owns it.
 */
public final class Memory {
    private static final int MOST_PROOFS = 10_000;

    private final SortedMap<NodeName, Long> silentSince = new TreeMap<>();
    private final SortedMap<SessionKey, Long> downSince = new TreeMap<>();
    private final SortedMap<PoolName, Instant> lastHealthy = new TreeMap<>();
    private final SortedMap<LunRef, Long> fenceTroubleSince = new TreeMap<>();
    private final List<Proof> proofs = new ArrayList<>();

    /**
     * Keeps what an action read back. A proof names the epoch or the generation that it is about, so an old one is never
     * taken for a new one; the oldest go when there are too many.
     */
    public void keep(Proof proof) {
        proofs.add(proof);
        if (proofs.size() > MOST_PROOFS) {
            proofs.remove(0);
        }
    }

    /** Notes that fencing a LUN was tried, and whether it succeeded. */
    public void fenceTried(LunRef lun, boolean succeeded, long nanos) {
        if (succeeded) {
            fenceTroubleSince.remove(lun);
        } else {
            fenceTroubleSince.putIfAbsent(lun, nanos);
        }
    }

    /** A pool that is imported again is not released any more, whatever was shown before. */
    private void forgetReleases(DatabaseNodeReport report) {
        proofs.removeIf(p -> p instanceof ReleaseProof released
                && released.node().equals(report.node())
                && report.pool(released.pool()).isPresent());
    }

    /**
     * The observation of a round.
     *
     * @param at wall time
     * @param nanos monotonic time in nanoseconds, from the same source in every round
     * @param answers what each node of the fleet answered
     * @param storageNodes which of them are storage nodes
     */
    public Observation observe(Instant at, long nanos, Map<NodeName, NodeAnswer> answers, Set<NodeName> storageNodes) {
        SortedMap<NodeName, Seen<StorageNodeReport>> storage = new TreeMap<>();
        SortedMap<NodeName, Seen<DatabaseNodeReport>> database = new TreeMap<>();
        SortedMap<SessionKey, Duration> down = new TreeMap<>();
        for (Map.Entry<NodeName, NodeAnswer> entry : new TreeMap<>(answers).entrySet()) {
            NodeName node = entry.getKey();
            NodeAnswer answer = entry.getValue();
            if (answer instanceof NodeAnswer.FromStorage s) {
                silentSince.remove(node);
                storage.put(node, new Seen.Answered<>(s.report()));
            } else if (answer instanceof NodeAnswer.FromDatabase d) {
                silentSince.remove(node);
                database.put(node, new Seen.Answered<>(d.report()));
                forgetReleases(d.report());
                sessions(d.report(), nanos, down);
                d.report().pools().stream()
                        .filter(p -> healthy(p, d.report()))
                        .forEach(p -> lastHealthy.put(p.name(), at));
            } else if (answer instanceof NodeAnswer.None none) {
                long since = silentSince.computeIfAbsent(node, n -> nanos);
                Duration silence = Duration.ofNanos(nanos - since);
                if (storageNodes.contains(node)) {
                    storage.put(node, new Seen.Silent<>(silence, none.why()));
                } else {
                    database.put(node, new Seen.Silent<>(silence, none.why()));
                }
            }
        }
        SortedMap<LunRef, Duration> trouble = new TreeMap<>();
        fenceTroubleSince.forEach((lun, since) -> trouble.put(lun, Duration.ofNanos(nanos - since)));
        return new Observation(at, storage, database, down, lastHealthy, trouble, proofs);
    }

    private void sessions(DatabaseNodeReport report, long nanos, SortedMap<SessionKey, Duration> down) {
        Set<SessionKey> stillDown = new TreeSet<>();
        for (SessionReport session : report.sessions()) {
            SessionKey key = new SessionKey(report.node(), session.target());
            if (!session.connected()) {
                stillDown.add(key);
                long since = downSince.computeIfAbsent(key, k -> nanos);
                down.put(key, Duration.ofNanos(nanos - since));
            }
        }
        downSince.keySet().removeIf(key -> key.node().equals(report.node()) && !stillDown.contains(key));
    }

    /** Whole, no errors, every session up: a frozen leg is invisible to the pool itself. */
    private static boolean healthy(PoolReport pool, DatabaseNodeReport node) {
        return pool.state() == VdevState.ONLINE
                && !pool.dataErrors()
                && pool.legs().stream().allMatch(Memory::healthy)
                && node.sessions().stream().allMatch(SessionReport::connected);
    }

    private static boolean healthy(LegReport leg) {
        return leg.state() == VdevState.ONLINE
                && leg.errors() == 0
                && leg.replacing().isEmpty();
    }
}
