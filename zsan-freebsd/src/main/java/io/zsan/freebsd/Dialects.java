package io.zsan.freebsd;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.dialect.Dialect;
import io.zsan.freebsd.dialect.FreeBsdRelease;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.model.BootId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node is spoken to: asked for once, and anew when the node has booted or says something that is not understood.
 * Thread-safe.
 */
final class Dialects {
    private static final Logger LOG = LoggerFactory.getLogger(Dialects.class);

    /** {@code zpool} on a command that it does not know. */
    static final int USAGE = 2;

    private final CommandRunner runner;
    private final Optional<Dialect> fixed;
    private final Command version;
    private final Command kernel;
    private final Command zfs;

    // Guarded by this.
    private Optional<Dialect> found = Optional.empty();
    private Optional<BootId> boot = Optional.empty();

    /**
     * Asks through a runner.
     *
     * @param fixed not to be asked for, where it is given
     */
    Dialects(CommandRunner runner, Optional<Dialect> fixed, Duration deadline) {
        this.runner = runner;
        this.fixed = fixed;
        this.version = Command.reading("/bin/freebsd-version").within(deadline);
        this.kernel = Command.reading("/usr/bin/uname", "-r").within(deadline);
        // It reads no pool, and waits for none.
        this.zfs = Command.reading("/sbin/zpool", "version").within(deadline);
    }

    synchronized Dialect get() {
        if (fixed.isPresent()) {
            return fixed.get();
        }
        if (found.isEmpty()) {
            found = Optional.of(ask());
            LOG.info("{}: {}", runner.node(), found.get());
        }
        return found.get();
    }

    /** Takes note of the boot that an answer came from; false if it was understood as that of an earlier one. */
    synchronized boolean holdsFor(BootId seen) {
        boolean same = boot.isEmpty() || boot.get().equals(seen);
        boot = Optional.of(seen);
        if (!same) {
            forget();
        }
        return same || fixed.isPresent();
    }

    synchronized void forget() {
        found = Optional.empty();
    }

    private Dialect ask() {
        List<CommandResult> results = runner.runAll(List.of(version, zfs)).stream()
                .map(Attempt::result)
                .toList();
        // freebsd-version came with FreeBSD 10.
        boolean missing = !results.get(0).succeeded() && results.get(0).out().isEmpty();
        String name = missing
                ? Results.out(runner.node(), kernel, runner.run(kernel))
                : results.get(0).out();
        FreeBsdRelease release = FreeBsdRelease.of(name)
                .orElseThrow(() -> new UnexpectedOutput(
                        runner.node() + ": zsan does not know this release; use FreeBSD 9 or later", name));
        return new Dialect(release, zfs(release, results.get(1)));
    }

    private ZfsVersion zfs(FreeBsdRelease release, CommandResult answer) {
        Optional<ZfsVersion> told = ZfsVersion.of(answer.out());
        boolean old =
                !release.openZfs() && answer.exit() == USAGE && answer.out().isEmpty();
        return told.or(() -> old ? Optional.of(ZfsVersion.ILLUMOS) : Optional.empty())
                .orElseThrow(() -> new UnexpectedOutput(
                        runner.node() + ": cannot understand 'zpool version': " + Results.said(answer), answer.out()));
    }
}
