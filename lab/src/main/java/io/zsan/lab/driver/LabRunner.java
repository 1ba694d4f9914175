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

/**
 * Runs the ZFS commands of FreeBSD's driver of a database node on a node of the lab, as they are but for two things:
 * {@code zdb} lies elsewhere, and a pool is created with its mountpoint under {@code /mnt}, which is the node's own, while
 * the root directory is not.
 */
final class LabRunner implements CommandRunner {
    private static final String ZDB = "/usr/sbin/zdb";
    private static final String ZPOOL = "/sbin/zpool";
    private static final int NOT_FOUND = 127;

    private final DatabaseHost host;

    LabRunner(DatabaseHost host) {
        this.host = host;
    }

    @Override
    public NodeName node() {
        return host.node().name();
    }

    @Override
    public CommandResult run(Command command) {
        return switch (command.program()) {
            case ZDB -> host.run(with(command, "/sbin/zdb", command.arguments()));
            case ZPOOL -> host.run(with(command, ZPOOL, zpool(command.arguments())));
            case "/sbin/zfs" -> host.run(command);
            default ->
                new CommandResult(
                        NOT_FOUND, "", command.program() + ": the lab does not know it\n", Duration.ZERO, false);
        };
    }

    private static List<String> zpool(List<String> words) {
        int pool = words.indexOf("mirror") - 1;
        if (pool < 1 || !words.get(0).equals("create")) {
            return words;
        }
        return ImmutableList.<String>builder()
                .add("create", "-m", "/mnt/" + words.get(pool))
                .addAll(words.subList(1, words.size()))
                .build();
    }

    private static Command with(Command command, String program, List<String> words) {
        return new Command(
                program, words, command.stdin(), command.deadline(), command.modifies(), command.startsDaemon());
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
}
