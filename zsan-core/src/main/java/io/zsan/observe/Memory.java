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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

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
    private final Troubles<LunRef> fenceTrouble = new Troubles<>();
    private final Troubles<LunRef> grantTrouble = new Troubles<>();
    private final Troubles<LunRef> replaceTrouble = new Troubles<>();
    private final Troubles<LunAt> importTrouble = new Troubles<>();
    private final Troubles<LeafKey> leavingTrouble = new Troubles<>();
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
        fenceTrouble.tried(lun, succeeded, nanos);
    }

    /** Notes that granting a LUN was tried, and whether it succeeded. */
    public void grantTried(LunRef lun, boolean succeeded, long nanos) {
        grantTrouble.tried(lun, succeeded, nanos);
    }

    /** Notes that a fresh LUN was to be put into a pool, and whether that succeeded. */
    public void replaceTried(LunRef lun, boolean succeeded, long nanos) {
        replaceTrouble.tried(lun, succeeded, nanos);
    }

    /** Notes that a node was to import a pool from a LUN among others, and whether its label could be read there. */
    public void importTried(NodeName node, LunRef lun, boolean readable, long nanos) {
        importTrouble.tried(new LunAt(node, lun), readable, nanos);
    }

    /** Notes that a leaf was to be put offline or detached, and whether that succeeded. */
    public void leavingTried(LeafKey leaf, boolean succeeded, long nanos) {
        leavingTrouble.tried(leaf, succeeded, nanos);
    }

    /** What is seen to be in use was put to use, whatever became of the reply. */
    private void forgetTrouble(StorageNodeReport report) {
        grantTrouble.forget(lun -> Optional.ofNullable(report.exports().get(lun.id()))
                .filter(export -> export.lun().equals(lun))
                .filter(export -> export.access().initiator().isPresent())
                .isPresent());
    }

    private void forgetTrouble(DatabaseNodeReport report) {
        replaceTrouble.forget(lun -> has(report, lun));
        // Only where it was to be imported: one that was taken over from may have it in its memory still.
        importTrouble.forget(at -> at.node().equals(report.node()) && has(report, at.lun()));
        leavingTrouble.forget(key -> key.node().equals(report.node()) && !refused(report, key));
    }

    /** Whether a pool there has a LUN among its legs. */
    private static boolean has(DatabaseNodeReport report, LunRef lun) {
        return report.pools().stream()
                .flatMap(pool -> pool.legs().stream())
                .anyMatch(leaf -> leaf.serial().equals(Optional.of(lun.exportedSerial())));
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
        SortedMap<LunRef, Duration> fences = fenceTrouble.durations(nanos);
        SortedMap<LunRef, Duration> uses = grantTrouble.durations(nanos);
        replaceTrouble.durations(nanos).forEach((lun, since) -> uses.merge(lun, since, Memory::longer));
        importTrouble.durations(nanos).forEach((seen, since) -> uses.merge(seen.lun(), since, Memory::longer));
        History history = new History(
                calm.bounces(nanos),
                outliers.durations(nanos),
                resilvers.counts(),
                settling.leaves(nanos),
                soundness.unsound(),
                leavingTrouble.durations(nanos));
        return new Observation(at, storage, database, down, soundness.ages(nanos), fences, uses, history, proofs);
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

    /** A LUN as a node sees it. */
    private record LunAt(NodeName node, LunRef lun) implements Comparable<LunAt> {
        private static final Comparator<LunAt> ORDER =
                Comparator.comparing(LunAt::node).thenComparing(LunAt::lun);

        @Override
        public int compareTo(LunAt other) {
            return ORDER.compare(this, other);
        }
    }
}
