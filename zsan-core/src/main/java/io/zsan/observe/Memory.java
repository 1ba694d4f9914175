package io.zsan.observe;

import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
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
import java.util.stream.Collectors;

/**
 * Turns the answers of one round into an {@link Observation}, by what was seen in earlier rounds: since when a node is
 * silent or a session down, when a leg was last sound, what was read back. All of it is evidence that a new process
 * gathers again; none of it is intent. Not thread-safe: one controller owns it.
 */
public final class Memory {
    private static final int MOST_PROOFS = 10_000;

    private final SortedMap<NodeName, Long> silentSince = new TreeMap<>();
    private final SortedMap<SessionKey, Long> downSince = new TreeMap<>();
    private final Soundness soundness = new Soundness();
    private final SortedMap<LunRef, Long> fenceTroubleSince = new TreeMap<>();
    private final SortedMap<LunRef, Long> grantTroubleSince = new TreeMap<>();
    private final SortedMap<LunRef, Long> replaceTroubleSince = new TreeMap<>();
    private final SortedMap<LunRef, Long> importTroubleSince = new TreeMap<>();
    private final SortedMap<LeafKey, Long> offlineTroubleSince = new TreeMap<>();
    private final List<Proof> proofs = new ArrayList<>();
    private final Calm calm = new Calm();
    private final Resilvers resilvers = new Resilvers();
    private final Settling settling = new Settling();
    private final Outliers outliers;

    /**
     * @param slowLeg service time of a leg above which it may be an outlier (S20)
     */
    public Memory(Duration slowLeg) {
        outliers = new Outliers(slowLeg);
    }

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
        tried(fenceTroubleSince, lun, succeeded, nanos);
    }

    /** Notes that granting a LUN was tried, and whether it succeeded. */
    public void grantTried(LunRef lun, boolean succeeded, long nanos) {
        tried(grantTroubleSince, lun, succeeded, nanos);
    }

    /** Notes that a fresh LUN was to be put into a pool, and whether that succeeded. */
    public void replaceTried(LunRef lun, boolean succeeded, long nanos) {
        tried(replaceTroubleSince, lun, succeeded, nanos);
    }

    /** Notes that a pool was to be imported from a LUN among others, and whether its label could be read. */
    public void importTried(LunRef lun, boolean readable, long nanos) {
        tried(importTroubleSince, lun, readable, nanos);
    }

    /** Notes that a leaf was to be put offline, and whether that succeeded. */
    public void offlineTried(LeafKey leaf, boolean succeeded, long nanos) {
        tried(offlineTroubleSince, leaf, succeeded, nanos);
    }

    private static <T> void tried(SortedMap<T, Long> troubleSince, T what, boolean succeeded, long nanos) {
        if (succeeded) {
            troubleSince.remove(what);
        } else {
            troubleSince.putIfAbsent(what, nanos);
        }
    }

    /** What is seen to be in use was put to use, whatever became of the reply. */
    private void forgetTrouble(StorageNodeReport report) {
        report.exports().values().stream()
                .filter(export -> export.access().initiator().isPresent())
                .forEach(export -> grantTroubleSince.remove(export.lun()));
    }

    private void forgetTrouble(DatabaseNodeReport report) {
        if (!replaceTroubleSince.isEmpty() || !importTroubleSince.isEmpty()) {
            Set<String> there = report.pools().stream()
                    .flatMap(pool -> pool.legs().stream())
                    .flatMap(leaf -> leaf.serial().stream())
                    .collect(Collectors.toSet());
            replaceTroubleSince.keySet().removeIf(lun -> there.contains(lun.exportedSerial()));
            importTroubleSince.keySet().removeIf(lun -> there.contains(lun.exportedSerial()));
        }
        offlineTroubleSince.keySet().removeIf(key -> key.node().equals(report.node()) && !refused(report, key));
    }

    /** Whether a leaf is still there, and not offline. */
    private static boolean refused(DatabaseNodeReport report, LeafKey key) {
        return !report.poolsKnown()
                || report.pools().stream()
                        .flatMap(pool -> pool.legs().stream())
                        .anyMatch(leaf -> leaf.guid().equals(key.leaf()) && leaf.state() != VdevState.OFFLINE);
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
                Duration silence = Duration.ofNanos(nanos - silentSince.getOrDefault(node, nanos));
                calm.answered(s.report(), silence, nanos);
                silentSince.remove(node);
                forgetTrouble(s.report());
                storage.put(node, new Seen.Answered<>(s.report()));
            } else if (answer instanceof NodeAnswer.FromDatabase d) {
                silentSince.remove(node);
                database.put(node, new Seen.Answered<>(d.report()));
                forgetReleases(d.report());
                forgetTrouble(d.report());
                sessions(d.report(), nanos, down);
                outliers.answered(d.report(), nanos);
                resilvers.answered(d.report());
                settling.answered(d.report(), nanos);
                soundness.look(d.report(), nanos);
            } else if (answer instanceof NodeAnswer.None none) {
                long since = silentSince.computeIfAbsent(node, n -> nanos);
                Duration silence = Duration.ofNanos(nanos - since);
                if (storageNodes.contains(node)) {
                    storage.put(node, new Seen.Silent<>(silence, none.why()));
                } else {
                    outliers.silent(node);
                    settling.silent(node);
                    database.put(node, new Seen.Silent<>(silence, none.why()));
                }
            }
        }
        SortedMap<LunRef, Duration> fences = durations(fenceTroubleSince, nanos);
        SortedMap<LunRef, Duration> uses = durations(grantTroubleSince, nanos);
        durations(replaceTroubleSince, nanos).forEach((lun, since) -> uses.merge(lun, since, Memory::longer));
        durations(importTroubleSince, nanos).forEach((lun, since) -> uses.merge(lun, since, Memory::longer));
        History history = new History(
                calm.bounces(nanos),
                outliers.durations(nanos),
                resilvers.counts(),
                settling.leaves(nanos),
                soundness.unsound(),
                durations(offlineTroubleSince, nanos));
        return new Observation(at, storage, database, down, soundness.ages(nanos), fences, uses, history, proofs);
    }

    private static <T> SortedMap<T, Duration> durations(SortedMap<T, Long> since, long nanos) {
        SortedMap<T, Duration> durations = new TreeMap<>();
        since.forEach((what, from) -> durations.put(what, Duration.ofNanos(nanos - from)));
        return durations;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
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
}
