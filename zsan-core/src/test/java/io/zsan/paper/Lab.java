package io.zsan.paper;

import io.zsan.Round;
import io.zsan.San;
import io.zsan.act.Action;
import io.zsan.decide.Policy;
import io.zsan.decide.PoolSpec;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.LunState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Fleet;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A paper fleet, a ledger in memory, time by hand, and a {@link San} over them that can be killed and begun anew. */
public final class Lab {
    public static final Duration LONG = Duration.ofMinutes(5);

    public final ManualTime time = new ManualTime();
    public final CheckedLedger ledger = new CheckedLedger();
    public final PaperFleet fleet;
    private final Fleet described;
    private final Policy policy;
    private San san;

    public Lab(Fleet described, Policy policy) {
        this.described = described;
        this.policy = policy;
        fleet = new PaperFleet(described, ledger, time);
        san = begin();
    }

    /** Three storage nodes and a spare one, two disks each; two database nodes. */
    public static Lab standard() {
        return new Lab(Fleets.of(4, 1, 3), Policy.defaults());
    }

    public static Lab withPool() {
        Lab lab = standard();
        lab.san().enrol();
        lab.san().createPool(PoolSpec.of(Fleets.P, Fleets.D1), LONG);
        return lab;
    }

    private San begin() {
        return San.builder(described)
                .ledger(ledger)
                .nodes(fleet)
                .policy(policy)
                .time(time)
                .executor(Runnable::run)
                .build();
    }

    public San san() {
        return san;
    }

    /** The process dies; another one begins with the ledger and nothing else. */
    public void restart() {
        san = begin();
    }

    public PoolRecord pool() {
        return state().pool(Fleets.P);
    }

    public LedgerState state() {
        return ledger.read().join();
    }

    /** Rounds until a condition holds. */
    public Round until(Predicate<Lab> condition) {
        return san.await("the test's condition", LONG, round -> condition.test(this));
    }

    /** Time enough for a loss to be recorded, then rounds until every pool is whole. */
    public void heals() {
        rounds(25);
        until(Lab::whole);
    }

    public boolean whole() {
        return state().pools().stream().allMatch(p -> p.isWhole() || p.ownership() instanceof Ownership.Abandoned);
    }

    public boolean allFree() {
        return state().luns().stream().allMatch(l -> l.state() == LunState.FREE || l.state() == LunState.IN_POOL);
    }

    public void rounds(int count) {
        for (int i = 0; i < count; i++) {
            san.step();
            time.advance(Duration.ofSeconds(1));
        }
    }

    /** Whatever must never happen and did. */
    public List<String> violations() {
        return Stream.concat(fleet.violations().stream(), ledger.violations().stream())
                .toList();
    }

    public <A extends Action> List<A> performed(Class<A> kind) {
        return fleet.performed().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
