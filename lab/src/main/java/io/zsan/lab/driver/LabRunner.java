package io.zsan.lab.driver;

import com.google.common.collect.ImmutableList;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.lab.host.DatabaseHost;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs the ZFS commands of FreeBSD's driver of a database node on a node of the lab, by {@link ZfsFuse}. */
final class LabRunner implements CommandRunner {
    private static final int NOT_FOUND = 127;

    private final DatabaseHost host;
    private final ZfsFuse zfs;

    LabRunner(DatabaseHost host) {
        this.host = host;
        this.zfs = new ZfsFuse(host);
    }

    @Override
    public NodeName node() {
        return host.node().name();
    }

    @Override
    public CommandResult run(Command command) {
        return switch (command.program()) {
            case "/sbin/zpool", "/sbin/zfs", "/usr/sbin/zdb" -> zfs.run(command);
            default -> ended(NOT_FOUND, "", command.program() + ": the lab does not know it\n");
        };
    }

    @Override
    public List<Attempt> runAll(List<Command> commands) {
        ImmutableList.Builder<Attempt> attempts = ImmutableList.builder();
        boolean lost = false;
        for (Command command : commands) {
            if (lost) {
                attempts.add(new Attempt.Unknown(command, node() + ": not reached: " + command));
                continue;
            }
            try {
                attempts.add(new Attempt.Ended(command, run(command)));
            } catch (OutcomeUnknown hung) {
                lost = true;
                attempts.add(new Attempt.Unknown(command, String.valueOf(hung.getMessage())));
            }
        }
        return attempts.build();
    }

    static CommandResult said(String out) {
        return ended(0, out, "");
    }

    static CommandResult ended(int exit, String out, String err) {
        return new CommandResult(exit, out, err, Duration.ZERO, false);
    }

    static Optional<String> option(List<String> words, String option) {
        int at = words.indexOf(option);
        return at < 0 ? Optional.empty() : Optional.of(words.get(at + 1));
    }
}
