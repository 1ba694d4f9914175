package io.zsan.decide;

import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Epoch;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.PoolReport;
import io.zsan.observe.Seen;
import java.util.Optional;

/**
 * R14, S3: whether a pool that is imported somewhere belongs to the ledger's line of owners, by the epoch stamped into it.
 * It does not where the stamp is later than the ledger knows of (the ledger was restored from an old copy, or another one
 * is in charge), or where a node has the pool that neither owns it nor was left behind by an earlier change of owner
 * (somebody imported it by hand). Then two hands may be at one pool, each with the newer data in its own eyes, and zsan
 * takes neither side.
 */
final class Lineage {
    private Lineage() {}

    /** Says so if a pool is split. Until a person has acted, nothing may be done to a pool that is. */
    static boolean split(Situation now, PoolRecord pool, Draft draft) {
        Optional<String> why = why(now, pool);
        why.ifPresent(text -> draft.note(Note.Kind.SPLIT_BRAIN, pool.name(), text));
        return why.isPresent();
    }

    static boolean split(Situation now, PoolRecord pool) {
        return why(now, pool).isPresent();
    }

    private static Optional<String> why(Situation now, PoolRecord pool) {
        if (pool.ownership() instanceof Ownership.Abandoned) {
            // There is no pool, and so no line of owners.
            return Optional.empty();
        }
        return now.observation().database().values().stream()
                .map(Seen::report)
                .flatMap(Optional::stream)
                .map(node -> why(pool, node))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> why(PoolRecord pool, DatabaseNodeReport node) {
        Optional<PoolReport> there = node.pool(pool.name())
                .filter(p -> pool.guid().isEmpty()
                        // A pool that is being created is nobody else's: there can only be one of an earlier life.
                        ? pool.ownership().target().equals(node.node())
                        : pool.guid().get().equals(p.guid()));
        Optional<Epoch> stamp = there.flatMap(PoolReport::stamp);
        if (stamp.isEmpty()) {
            return Optional.empty();
        }
        boolean holder = mayHave(pool.ownership(), node.node());
        if (holder ? stamp.get().isAfter(latest(pool, node.node())) : !earlier(pool, stamp.get())) {
            return Optional.of(node.node() + " has the pool in epoch " + stamp.get() + ", the ledger says epoch "
                    + pool.epoch() + " and " + whose(pool.ownership())
                    + "; nothing is done to it until it is clear which of them is right: bring the right ledger back, or"
                    + " restart the node that should not have the pool");
        }
        return Optional.empty();
    }

    /** A change of owner stands between it and the present owner, and that fenced it. */
    private static boolean earlier(PoolRecord pool, Epoch stamp) {
        Epoch last = pool.epoch();
        boolean changing =
                pool.ownership() instanceof Ownership.TakingOver || pool.ownership() instanceof Ownership.Importing;
        // The epoch before this one had one owner: the one that is being left.
        return changing ? last.isAfter(stamp.next()) : last.isAfter(stamp);
    }

    /** A node that is being left has had the epochs before this one, and can never have the present one. */
    private static Epoch latest(PoolRecord pool, NodeName node) {
        boolean left = !pool.ownership().target().equals(node)
                && (pool.ownership() instanceof Ownership.TakingOver
                        || pool.ownership() instanceof Ownership.Importing);
        return left ? new Epoch(Math.max(1, pool.epoch().number() - 1)) : pool.epoch();
    }

    private static boolean mayHave(Ownership ownership, NodeName node) {
        return ownership.match(new Ownership.Cases<Boolean>(
                creating -> creating.target().equals(node),
                owned -> owned.target().equals(node),
                releasing -> releasing.from().equals(node),
                taking -> taking.from().equals(node),
                importing -> importing.from().equals(node) || importing.target().equals(node),
                abandoned -> false));
    }

    private static String whose(Ownership ownership) {
        return ownership.match(new Ownership.Cases<String>(
                creating -> "that " + creating.target() + " is to create it",
                owned -> "that " + owned.target() + " owns it",
                releasing -> "that " + releasing.from() + " owns it",
                taking -> "that " + taking.from() + " owned it",
                importing -> "that " + importing.target() + " is to import it",
                abandoned -> "that it was never created"));
    }
}
