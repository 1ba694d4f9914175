package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.error.CommandRefused;
import io.zsan.error.OutcomeUnknown;
import io.zsan.error.ZsanException;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.exec.Stdin;
import io.zsan.freebsd.script.Scripts;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.LunRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs the scripts of a storage node under its lock, and tells what their exits mean (R15). */
final class NodeScripts {
    private static final String WIPE = "wipe";
    private static final String LOCK_SECONDS = "20";
    private static final ImmutableList<Integer> NOTHING_CHANGED = ImmutableList.of(
            Scripts.USAGE,
            Scripts.INCOMPLETE,
            Scripts.DAMAGED,
            Scripts.STALE,
            Scripts.REFUSED,
            Scripts.NOT_PREPARED,
            Scripts.BAD_CONFIGURATION,
            Scripts.RESTARTED,
            // Of lockf itself, and of a shell that finds no lockf.
            69,
            71,
            73,
            126,
            127);

    private final CommandRunner runner;
    private final TargetSide target;
    private final Deadlines deadlines;

    NodeScripts(CommandRunner runner, TargetSide target, Deadlines deadlines) {
        this.runner = runner;
        this.target = target;
        this.deadlines = deadlines;
    }

    /** Makes the node ready; the nonce is kept if this boot has none. */
    void prepare(BootId nonce) {
        // lockf makes no directories.
        CommandResult made = runner.run(Command.modifying("/bin/mkdir", "-p", "-m", "700", "/var/db/zsan/tokens")
                .within(deadlines.change()));
        if (!made.succeeded()) {
            throw refused("prepare the node", made);
        }
        CommandResult result = run(
                "prepare",
                target.prepareScript(),
                deadlines.change(),
                new Stdin(target.head(), List.of()),
                nonce.text());
        if (!result.succeeded()) {
            throw refused("prepare the node", result);
        }
    }

    /** Puts a LUN's fragment that lets nobody in in force as soon as the target has taken it, which is not waited for. */
    void access(LunRef lun, Epoch epoch, String fragment) {
        access(lun, epoch, new Stdin(fragment, List.of()), Optional.empty());
    }

    /** The same for one that lets somebody in, unless the node has another boot nonce than the one that was seen (R9). */
    void grant(LunRef lun, Epoch epoch, Stdin fragment, BootId seen) {
        access(lun, epoch, fragment, Optional.of(seen));
    }

    private void access(LunRef lun, Epoch epoch, Stdin fragment, Optional<BootId> seen) {
        ImmutableList.Builder<String> arguments = ImmutableList.builder();
        arguments.add(lun.id().disk().text(), lun.generation().toString(), Long.toString(epoch.number()));
        seen.map(BootId::text).ifPresent(arguments::add);
        CommandResult result = run(
                "access",
                target.accessScript(),
                deadlines.change(),
                fragment,
                arguments.build().toArray(new String[0]));
        if (!result.succeeded()) {
            String what = "change who may reach " + lun + " in epoch " + epoch;
            throw NOTHING_CHANGED.contains(result.exit()) ? refused(what, result) : halfDone(what, result);
        }
    }

    /** Wipes the label areas of a disk; what was read back is in the output. */
    String wipe(LunRef lun, String device, long sizeBytes) {
        CommandResult result = run(
                WIPE,
                Scripts.wipe(),
                deadlines.wipe(),
                new Stdin("", List.of()),
                lun.id().disk().text(),
                lun.generation().toString(),
                device,
                Long.toString(sizeBytes));
        if (!result.succeeded()) {
            throw refused("wipe " + lun, result);
        }
        return result.out();
    }

    private CommandResult run(String name, String script, Duration deadline, Stdin stdin, String... arguments) {
        List<String> words = ImmutableList.<String>builder()
                .add("-k", "-s", "-t", LOCK_SECONDS, Scripts.LOCK, "/bin/sh", "-c", script, "zsan-" + name)
                .add(arguments)
                .build();
        Command command = Command.modifying("/usr/bin/lockf", words)
                .withStdin(stdin.text(), stdin.secrets())
                .within(deadline);
        // What puts a configuration in force may start a daemon. What wipes must leave nothing behind: a
        // late write of zeros would hit the LUN's next generation.
        return runner.run(name.equals(WIPE) ? command : command.startingDaemon());
    }

    private ZsanException refused(String what, CommandResult result) {
        String why = result.exit() == Scripts.STALE && result.err().isBlank()
                ? "another command holds the node's lock for more than " + LOCK_SECONDS + " s"
                : Results.said(result);
        return new CommandRefused(runner.node() + ": could not " + what + ": " + why);
    }

    private ZsanException halfDone(String what, CommandResult result) {
        return new OutcomeUnknown(runner.node() + ": not known whether it could " + what + ": " + Results.said(result));
    }
}
