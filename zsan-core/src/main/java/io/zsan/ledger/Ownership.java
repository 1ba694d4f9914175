package io.zsan.ledger;

import com.google.common.collect.ImmutableList;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Who owns a pool, or how it is on its way from one database node to another. */
public sealed interface Ownership {
    /** The node that the pool should end up on. */
    NodeName target();

    /** The pool is to be created on a node; its LUNs are taken. */
    record Creating(NodeName target) implements Ownership {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.creating().apply(this);
        }
    }

    /** A node has the pool, or may import it. */
    record Owned(NodeName target) implements Ownership {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.owned().apply(this);
        }
    }

    /** Planned switchover: the owner is to export the pool. */
    record Releasing(NodeName from, NodeName target) implements Ownership {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.releasing().apply(this);
        }
    }

    /**
     * Takeover without the owner's help: its legs are being fenced under an epoch that is already raised (R3, R4).
     *
     * @param fenced legs with a fence proof under the present epoch
     * @param evidenceAge how old the last sound look at all legs that count was when the last of them was fenced (R5);
     *     measured by the process that recorded that fence, with its own monotonic clock, so no wall clock and no other
     *     process can make it look younger (S18); empty: that process has never had such a look
     * @param acceptance a person's word that data may be lost
     */
    record TakingOver(
            NodeName from,
            NodeName target,
            List<LunRef> fenced,
            Optional<Duration> evidenceAge,
            Optional<DataLossAcceptance> acceptance)
            implements Ownership {
        public TakingOver {
            fenced = ImmutableList.sortedCopyOf(fenced);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.takingOver().apply(this);
        }
    }

    /**
     * The way is clear: the cleared legs are granted to the new owner and imported.
     *
     * @param cleared the legs with a proof that the old owner can no longer write to them: fenced, or released by it
     * @param spare how many legs of each mirror are wanted beside the one that ZFS needs: 0 where the old owner's pool was
     *     seen healthy shortly before, else 1 (k in R5)
     */
    record Importing(NodeName from, NodeName target, List<LunRef> cleared, int spare) implements Ownership {
        public Importing {
            cleared = ImmutableList.sortedCopyOf(cleared);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.importing().apply(this);
        }
    }

    /**
     * The creation was given up before there was a pool. The record stays, without legs: a name's epochs only grow, so
     * that a command of this creation that comes late is not taken for one of the next. The end, until a pool of that
     * name is created anew.
     *
     * @param target the node that was to create it
     */
    record Abandoned(NodeName target) implements Ownership {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.abandoned().apply(this);
        }
    }

    /** Calls the function of this case; a case that is forgotten does not compile. */
    <R> R match(Cases<R> cases);

    /** One function for each case. */
    record Cases<R>(
            Function<Creating, R> creating,
            Function<Owned, R> owned,
            Function<Releasing, R> releasing,
            Function<TakingOver, R> takingOver,
            Function<Importing, R> importing,
            Function<Abandoned, R> abandoned) {}
}
