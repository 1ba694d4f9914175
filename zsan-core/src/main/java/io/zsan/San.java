package io.zsan;

import io.zsan.decide.Plan;
import io.zsan.decide.PoolSpec;
import io.zsan.error.InvalidInput;
import io.zsan.error.OutcomeUnknown;
import io.zsan.error.ZsanException;
import io.zsan.ledger.LedgerState;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.Fleet;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The facade: a fleet, a ledger, and what a host application may ask of them. Thread-safe.
 *
 * <p>Requests are written to the ledger, and then carried out in rounds (observe, decide, commit, act). A method that
 * {@code plan}s shows what would be done from here and changes nothing. A method that does something blocks until the end
 * is observed, or throws {@link OutcomeUnknown} when its time is up: the request then stands in the ledger, and goes on in
 * the next rounds, of this process or of another. Requests that cannot be met are refused with {@link InvalidInput} before
 * anything is written.
 *
 * <p>Rounds are run by the methods that wait, and by {@link #step} for everything that happens by itself (losses,
 * replacements, recycling): a service calls it in a loop on a thread of its own, about once a second, or whenever
 * {@link #awaitDue} returns.
 *
 * <p>{@link AsyncSan} does the same without blocking.
 */
public final class San implements AutoCloseable {
    private final AsyncSan san;

    San(AsyncSan san) {
        this.san = san;
    }

    public static SanBuilder builder(Fleet fleet) {
        return new SanBuilder(fleet);
    }

    /** What stands in the way of working with the fleet (R12); empty: nothing. A node that cannot be asked is a finding. */
    public List<Finding> preflight() {
        return join(san.preflight());
    }

    /**
     * Makes the disks of the fleet known to the ledger. Only disks that are there, have the named size, and are blank.
     *
     * @return what stands in the way of disks that were not taken; empty: all are known now
     */
    public List<Finding> enrol() {
        return join(san.enrol());
    }

    /** A look ahead on paper: several requests, one after the other, from what is seen now. Changes nothing. */
    public Rehearsal rehearse() {
        return join(san.rehearse());
    }

    /** What creating a pool would do. */
    public Plan planCreatePool(PoolSpec spec) {
        return join(san.plan(rehearsal -> rehearsal.createPool(spec)));
    }

    /** Creates a pool, and waits until its owner has it with all legs. */
    public void createPool(PoolSpec spec, Duration timeout) {
        Round unused = join(san.createPool(spec, timeout));
    }

    /** What a takeover would do. */
    public Plan planFailover(PoolName pool, NodeName to) {
        return join(san.plan(rehearsal -> rehearsal.failover(pool, to)));
    }

    /**
     * Moves a pool to another database node without the help of its owner, whatever that owner does meanwhile, and waits
     * until it is imported and mounted there. Missing legs are replaced in the background.
     */
    public void failover(PoolName pool, NodeName to, Duration timeout) {
        Round unused = join(san.failover(pool, to, timeout));
    }

    /** What a switchover would do. */
    public Plan planSwitchover(PoolName pool, NodeName to) {
        return join(san.plan(rehearsal -> rehearsal.switchover(pool, to)));
    }

    /** Moves a pool with the help of its owner, and waits until it is imported and mounted at the other node. */
    public void switchover(PoolName pool, NodeName to, Duration timeout) {
        Round unused = join(san.switchover(pool, to, timeout));
    }

    /**
     * Gives a creation up that does not come to its end. Its LUNs are wiped and free again by and by; the name can be used
     * again then.
     */
    public void cancelCreate(PoolName pool) {
        Void unused = join(san.cancelCreate(pool));
    }

    /** Takes a switchover back whose owner still has the pool imported and mounted. */
    public void cancelSwitchover(PoolName pool) {
        Void unused = join(san.cancelSwitchover(pool));
    }

    /**
     * Lets a takeover that is refused for want of current legs go on with the data that a person accepts to lose (R5).
     * In {@link io.zsan.decide.DisconnectMode#FAIL} switch the old owner off before: with a leg whose storage node cannot be
     * told to fence it, it goes on writing. Where it is seen to have a session there, the takeover waits.
     */
    public void accept(DataLossAcceptance acceptance) {
        Void unused = join(san.accept(acceptance));
    }

    /** Restarts a database node that holds what is no longer its own, and waits until it is back without it (R16). */
    public void recycle(NodeName databaseNode, Duration timeout) {
        Round unused = join(san.recycle(databaseNode, timeout));
    }

    /**
     * Runs rounds until a condition holds.
     *
     * @throws OutcomeUnknown if it does not hold in time
     */
    public Round await(String what, Duration timeout, Predicate<Round> condition) {
        return join(san.await(what, timeout, condition));
    }

    /** One round now. */
    public Round step() {
        return join(san.step());
    }

    /**
     * Says that something may have happened on a node: a method that waits runs its next round at once, and so does a
     * service that uses {@link #awaitDue}. A hint is only a reason to look sooner; nothing is decided by it, and a lost one
     * costs the rest of the interval. Does not block.
     *
     * @param why for the log
     */
    public void hint(NodeName node, String why) {
        san.hint(node, why);
    }

    /**
     * Blocks until the next round is due: the interval of the builder after this call, or sooner after a {@link #hint}.
     * {@code while (…) {san.step(); san.awaitDue();}} is the loop of a service.
     */
    public void awaitDue() {
        Void unused = join(san.due());
    }

    /** What the ledger says. */
    public LedgerState ledgerState() {
        return join(san.ledgerState());
    }

    private static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknown("interrupted; what was under way may still take effect", interrupted);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof ZsanException known) {
                throw known;
            }
            throw new OutcomeUnknown("unforeseen: " + cause, failed);
        }
    }

    /** Closes the ledger. Drivers and executors belong to whoever made them. */
    @Override
    public void close() {
        san.close();
    }
}
