package io.zsan;

import io.zsan.act.NodeGateway;
import io.zsan.act.PoolHooks;
import io.zsan.decide.Decider;
import io.zsan.decide.Policy;
import io.zsan.error.InvalidInput;
import io.zsan.ledger.Ledger;
import io.zsan.model.Fleet;
import io.zsan.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Gathers what a {@link San} is made of; {@link #build} validates. Not thread-safe. */
public final class SanBuilder {
    private final Fleet fleet;
    private @Nullable Ledger ledger;
    private @Nullable NodeGateway nodes;
    private Policy policy = Policy.defaults();
    private TimeSource time = TimeSource.system();
    private SanListener listener = SanListener.none();
    private PoolHooks hooks = PoolHooks.none();
    private Executor executor = SanBuilder::onThreadOfItsOwn;
    private Duration interval = Duration.ofSeconds(1);
    private Duration patience = Duration.ofSeconds(3);

    SanBuilder(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Where the record is kept; must be given. Closed with the {@link San}. */
    public SanBuilder ledger(Ledger value) {
        ledger = value;
        return this;
    }

    /** How nodes are reached; must be given. */
    public SanBuilder nodes(NodeGateway value) {
        nodes = value;
        return this;
    }

    /** How bold it is; default {@link Policy#defaults}. */
    public SanBuilder policy(Policy value) {
        policy = value;
        return this;
    }

    /** Where time comes from; default the machine's clocks. */
    public SanBuilder time(TimeSource value) {
        time = value;
        return this;
    }

    /** Who hears what is done; default nobody. */
    public SanBuilder listener(SanListener value) {
        listener = value;
        return this;
    }

    /** What the host application does when pools come and go; default nothing. */
    public SanBuilder hooks(PoolHooks value) {
        hooks = value;
        return this;
    }

    /** Where hooks run; default a daemon thread for each call. */
    public SanBuilder executor(Executor value) {
        executor = value;
        return this;
    }

    /** Pause between the rounds of a method that waits; default 1 s. */
    public SanBuilder interval(Duration value) {
        interval = value;
        return this;
    }

    /** How long a round waits for nodes that are slow; default 3 s. A node that needs longer counts as silent. */
    public SanBuilder patience(Duration value) {
        patience = value;
        return this;
    }

    /** One whose methods wait. */
    public San build() {
        return new San(buildAsync());
    }

    /** One whose methods do not wait. */
    public AsyncSan buildAsync() {
        Ledger someLedger = ledger;
        NodeGateway someNodes = nodes;
        if (someLedger == null || someNodes == null) {
            throw new InvalidInput("a San needs a ledger and a node gateway");
        }
        Controller controller = new Controller(
                fleet, someLedger, someNodes, new Decider(fleet, policy), time, patience, listener, hooks, executor);
        return new AsyncSan(fleet, someLedger, someNodes, policy, time, interval, controller);
    }

    private static void onThreadOfItsOwn(Runnable work) {
        Thread thread = new Thread(work, "zsan-hook");
        thread.setDaemon(true);
        thread.start();
    }
}
