package io.zsan.observe;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What only shows over many rounds, as this process has seen it. Immutable. A new process begins without it: it makes
 * decisions calmer, and none of them safe.
 *
 * @param bounces each storage node that has come and gone of late
 * @param slow each leaf that is much slower than the others of its mirror: for how long it has been so without a break
 * @param failedResilvers each pool whose last resilver ended with errors, of the scan or of a leg: how many in a row did
 * @param settling leaves that have come so lately that a resilver of them may be about to begin (R8); a new process takes
 *     all of them for such until it has looked on for a while
 * @param unsound leaves that were not sound when ZFS last told of them (R1); it counts while it does not answer
 * @param leavingTrouble each leaf that was to be put offline or detached, and was not since: for how long
 */
public record History(
        Map<NodeName, Bounces> bounces,
        Map<LeafKey, Duration> slow,
        Map<PoolName, Integer> failedResilvers,
        Set<LeafKey> settling,
        Set<LeafKey> unsound,
        Map<LeafKey, Duration> leavingTrouble) {
    private static final History NONE = new History(Map.of(), Map.of(), Map.of(), Set.of(), Set.of(), Map.of());

    public History {
        bounces = ImmutableSortedMap.copyOf(bounces);
        slow = ImmutableSortedMap.copyOf(slow);
        failedResilvers = ImmutableSortedMap.copyOf(failedResilvers);
        settling = ImmutableSortedSet.copyOf(settling);
        unsound = ImmutableSortedSet.copyOf(unsound);
        leavingTrouble = ImmutableSortedMap.copyOf(leavingTrouble);
    }

    /** Nothing has been seen yet. */
    public static History none() {
        return NONE;
    }
}
