package io.zsan.observe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.proof.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all nodes reported in one round, and what was read back before. Immutable.
 *
 * @param at wall time of the round, for display only (S18)
 * @param storage one entry for each storage node of the fleet
 * @param database one entry for each database node of the fleet
 * @param down for each session that is down: for how long this collector has seen it so
 * @param soundAge for each leaf at a node that has its pool imported: how long ago it was last seen sound there (R5)
 * @param fenceTrouble for each LUN whose fencing was tried and has not succeeded since: for how long
 * @param useTrouble for each LUN that was to be granted to a node or put into a pool, and neither was nor is seen to be so
 *     since, or that a pool was to be imported from and whose label could not be read: for how long
 * @param history what only shows over many rounds
 * @param proofs what actions of this process read back
 */
public record Observation(
        Instant at,
        Map<NodeName, Seen<StorageNodeReport>> storage,
        Map<NodeName, Seen<DatabaseNodeReport>> database,
        Map<SessionKey, Duration> down,
        Map<LeafKey, Duration> soundAge,
        Map<LunRef, Duration> fenceTrouble,
        Map<LunRef, Duration> useTrouble,
        History history,
        List<Proof> proofs) {
    public Observation {
        storage = ImmutableSortedMap.copyOf(storage);
        database = ImmutableSortedMap.copyOf(database);
        down = ImmutableSortedMap.copyOf(down);
        soundAge = ImmutableSortedMap.copyOf(soundAge);
        fenceTrouble = ImmutableSortedMap.copyOf(fenceTrouble);
        useTrouble = ImmutableSortedMap.copyOf(useTrouble);
        proofs = ImmutableList.copyOf(proofs);
    }

    /** An observation without a history. */
    public Observation(
            Instant at,
            Map<NodeName, Seen<StorageNodeReport>> storage,
            Map<NodeName, Seen<DatabaseNodeReport>> database,
            Map<SessionKey, Duration> down,
            Map<LeafKey, Duration> soundAge,
            Map<LunRef, Duration> fenceTrouble,
            Map<LunRef, Duration> useTrouble,
            List<Proof> proofs) {
        this(at, storage, database, down, soundAge, fenceTrouble, useTrouble, History.none(), proofs);
    }

    /** What a storage node reported, if it answered. */
    public Optional<StorageNodeReport> storageNode(NodeName name) {
        return Optional.ofNullable(storage.get(name)).flatMap(Seen::report);
    }

    /** What a database node reported, if it answered. */
    public Optional<DatabaseNodeReport> databaseNode(NodeName name) {
        return Optional.ofNullable(database.get(name)).flatMap(Seen::report);
    }

    /** How long ago a node last showed all of some legs sound; empty: not all of them, or none were named. */
    public Optional<Duration> soundAge(NodeName node, Collection<Guid> legs) {
        List<Optional<Duration>> ages = legs.stream()
                .map(leg -> Optional.ofNullable(soundAge.get(new LeafKey(node, leg))))
                .toList();
        return ages.stream().allMatch(Optional::isPresent)
                ? ages.stream().flatMap(Optional::stream).max(Comparator.naturalOrder())
                : Optional.empty();
    }

    /** For how long a storage node has not answered; zero if it did. */
    public Duration silenceOf(NodeName storageNode) {
        Seen<StorageNodeReport> seen = storage.get(storageNode);
        return seen == null ? Duration.ZERO : seen.silence();
    }

    /** For how long a session has been seen down; zero if it is up or not there. */
    public Duration downFor(NodeName node, Iqn target) {
        return down.getOrDefault(new SessionKey(node, target), Duration.ZERO);
    }

    /** For how long fencing a LUN has been tried in vain; zero if it has not. */
    public Duration fenceTrouble(LunRef lun) {
        return fenceTrouble.getOrDefault(lun, Duration.ZERO);
    }

    /** For how long it has been tried in vain to put a LUN to use; zero if it has not. */
    public Duration useTrouble(LunRef lun) {
        return useTrouble.getOrDefault(lun, Duration.ZERO);
    }

    /** With further proofs. */
    public Observation with(List<Proof> more) {
        return new Observation(
                at,
                storage,
                database,
                down,
                soundAge,
                fenceTrouble,
                useTrouble,
                history,
                ImmutableList.<Proof>builder().addAll(proofs).addAll(more).build());
    }
}
