package io.zsan.freebsd;

import io.zsan.error.CommandRefused;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.script.Scripts;
import io.zsan.model.Iqn;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lets a database node's initiator try a session again at once that is down: by itself it waits up to
 * {@code kern.iscsi.iscsid_timeout}, a minute by default, after an attempt that failed. What is asked for is what the
 * initiator does then anyhow, only sooner: a new connection, with the devices and what waits for them kept.
 */
final class Nudges {
    /** Between two nudges of one session: many times what a login takes. */
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final String NUDGED = "(nudged session [0-9]+\n)*";

    private final CommandRunner runner;
    private final Duration deadline;
    private final InstantSource clock;
    private final Map<Iqn, Instant> last = new TreeMap<>((a, b) -> a.text().compareTo(b.text()));

    Nudges(CommandRunner runner, Duration deadline, InstantSource clock) {
        this.runner = runner;
        this.deadline = deadline;
        this.clock = clock;
    }

    /** Whether a session was nudged; not where it is up, its portal does not answer, or it was tried a moment ago. */
    boolean nudge(Iqn target) {
        if (!due(target)) {
            return false;
        }
        Command command = Command.modifying("/bin/sh", "-c", Scripts.nudge(), "zsan-nudge", target.text())
                .within(deadline);
        CommandResult result = runner.run(command);
        if (!result.succeeded()) {
            throw new CommandRefused(
                    runner.node() + ": could not nudge the session to " + target + ": " + Results.said(result));
        }
        if (!result.out().matches(NUDGED)) {
            throw new UnexpectedOutput(
                    runner.node() + ": cannot understand what nudging " + target + " did", result.out());
        }
        return !result.out().isEmpty();
    }

    private synchronized boolean due(Iqn target) {
        Instant now = clock.instant();
        Instant before = last.get(target);
        // A clock that was set back does not stop it.
        boolean wait = before != null && !now.isBefore(before) && now.isBefore(before.plus(INTERVAL));
        if (!wait) {
            last.values().removeIf(then -> now.isAfter(then.plus(INTERVAL)));
            last.put(target, now);
        }
        return !wait;
    }
}
