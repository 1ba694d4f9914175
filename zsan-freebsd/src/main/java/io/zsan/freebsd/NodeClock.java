package io.zsan.freebsd;

import io.zsan.error.InvalidInput;
import io.zsan.error.ZsanException;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.node.ClockOffset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a node for the time, and looks at this machine's clock before and after. */
final class NodeClock {
    private static final Logger LOG = LoggerFactory.getLogger(NodeClock.class);
    private static final String SECONDS = "[0-9]{1,12}\n";

    private final CommandRunner runner;
    private final InstantSource clock;
    private final Command date;

    NodeClock(CommandRunner runner, InstantSource clock, Duration deadline) {
        this.runner = runner;
        this.clock = clock;
        this.date = Command.reading("/bin/date", "+%s").within(deadline);
    }

    /** How far its clock is ahead; empty where it did not say, or this machine's clock was set meanwhile. */
    Optional<ClockOffset> offset() {
        try {
            Instant before = clock.instant();
            CommandResult result = runner.run(date);
            Instant after = clock.instant();
            return result.succeeded() && result.out().matches(SECONDS)
                    ? Optional.of(ClockOffset.between(
                            before, after, Long.parseLong(result.out().strip())))
                    : Optional.empty();
        } catch (InvalidInput setBack) {
            LOG.debug("{}: {}", runner.node(), setBack.getMessage());
            return Optional.empty();
        } catch (ZsanException unknown) {
            LOG.debug("{}: its clock is not known: {}", runner.node(), unknown.getMessage());
            return Optional.empty();
        }
    }
}
