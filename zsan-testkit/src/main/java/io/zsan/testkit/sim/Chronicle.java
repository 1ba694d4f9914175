package io.zsan.testkit.sim;

import io.zsan.act.Action;
import io.zsan.act.Outcome;
import io.zsan.decide.Note;
import io.zsan.decide.PlannedAction;
import io.zsan.error.ZsanException;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.PoolName;
import io.zsan.testkit.sim.edge.Life;
import io.zsan.testkit.sim.recording.Recorder;
import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.Schedule;
import io.zsan.testkit.world.World;
import io.zsan.testkit.world.WorldEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** What is told of a simulation while it runs: its trace, counts, broken promises, and the recording if one is kept. */
final class Chronicle {
    private static final int FRAMES = 6;

    private final World world;
    private final Optional<Recorder> recorder;
    private final Trace trace;
    private final Tally tally = new Tally();
    private final Milestones milestones = new Milestones(tally);
    private final List<Breach> breaches = new ArrayList<>();
    private LedgerState lastLedger = LedgerState.empty();

    /**
     * @param recorder of the whole run; without it, only the last lines of the trace are kept
     */
    Chronicle(World world, Optional<Recorder> recorder) {
        this.world = world;
        this.recorder = recorder;
        this.trace = new Trace(recorder.isPresent());
        recorder.ifPresent(r -> trace.keep(r.recording()));
    }

    boolean clean() {
        return breaches.isEmpty();
    }

    /** The run up to now, where it could not be ended. */
    Run told(Schedule schedule) {
        return new Run(schedule, breaches, tally, Duration.ofNanos(world.nanos()), trace);
    }

    Run told(Schedule schedule, LedgerState ledger, int lost) {
        return new Run(schedule, breaches, tally, Duration.ofNanos(world.nanos()), trace, ledger, lost);
    }

    /** Counts something. */
    void done(String what) {
        tally.add(what);
    }

    void told(String kind, String lane, Object what) {
        trace.add(new TraceLine(world.nanos(), kind, lane, what.toString()));
    }

    // Of the world.

    void happened(WorldEvent event) {
        trace.add(new TraceLine(
                event.nanos(), event.kind().name(), event.node().text(), event.subject() + " " + event.detail()));
        if (event.kind() == WorldEvent.Kind.ACKNOWLEDGED) {
            done("done acknowledged write");
            recorder.ifPresent(r -> r.acknowledged(event.node(), event.subject()));
        } else if (event.kind() == WorldEvent.Kind.WIPED) {
            done("done wipe");
        }
    }

    /** Looks at everything as it is now. */
    void look(Map<String, Service> services) {
        recorder.ifPresent(r -> {
            TreeMap<String, Life> lives = new TreeMap<>();
            services.forEach((name, service) -> lives.put(name, service.life()));
            r.look(lives);
        });
    }

    void fault(Fault fault) {
        done("fault " + fault.kind());
        told("FAULT", fault.on(), fault);
    }

    void over(Fault fault) {
        told("FAULT_OVER", fault.on(), fault);
    }

    // Of the services.

    /** Which pools have come to a new owner. */
    List<PoolName> ledgerChanged(LedgerState now) {
        List<PoolName> arrived = new ArrayList<>();
        recorder.ifPresent(r -> r.ledger(now));
        milestones.changed(lastLedger, now);
        for (PoolRecord pool : now.pools()) {
            Optional<PoolRecord> before = lastLedger.findPool(pool.name());
            if (before.filter(pool::equals).isPresent()) {
                continue;
            }
            told("LEDGER", "ledger", pool);
            if (pool.ownership() instanceof Ownership.Owned
                    && before.filter(b -> b.ownership() instanceof Ownership.Importing)
                            .isPresent()) {
                done("done takeover or switchover");
                arrived.add(pool.name());
            }
        }
        lastLedger = now;
        return arrived;
    }

    void died(String controller) {
        recorder.ifPresent(r -> r.died(controller));
    }

    void started(String controller, PlannedAction action) {
        recorder.ifPresent(r -> r.started(controller, action));
        told("STARTED", controller, action);
    }

    void ended(String controller, Action action, Outcome outcome) {
        recorder.ifPresent(r -> r.ended(controller, action, outcome));
        done("action " + action.getClass().getSimpleName() + " "
                + outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        told("ENDED", controller, action.node() + ": " + action.describe() + " -> " + outcome);
    }

    void noted(String controller, Note note) {
        done("note " + note.kind());
        told("NOTED", controller, note);
    }

    void answered(String controller, String what, Optional<Throwable> failure) {
        failure.ifPresent(this::failed);
        done("request " + what + failure.map(f -> " not done").orElse(" done"));
        told("ANSWERED", controller, what + failure.map(f -> ": " + f).orElse(": done"));
    }

    // Of what must not be.

    void breach(String promise, String what) {
        breaches.add(new Breach(promise, world.nanos(), what));
        told("BREACH", promise, what);
    }

    /**
     * Something that a service did ended exceptionally. Whatever goes wrong in the world, it may fail only in ways that
     * zsan names; anything else is a broken promise too.
     */
    void failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof ZsanException)) {
            unforeseen(cause);
        }
    }

    void unforeseen(Throwable cause) {
        String where = Arrays.stream(cause.getStackTrace())
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(", ", " at ", ""));
        breach("an exception: " + cause.getClass().getSimpleName(), cause.getMessage() + where);
    }
}
