package io.zsan.freebsd;

import io.zsan.error.CommandRefused;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.freebsd.geom.Sysctl;
import io.zsan.model.BootId;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A machine with FreeBSD. */
final class FreeBsdMachine implements Machine {
    private static final String BOOT_TIME = "kern.boottime";
    private static final Pattern BOOT = Pattern.compile("\\{ sec = ([0-9]+), usec = [0-9]+ \\}.*");

    private final CommandRunner runner;
    private final Disks disks;
    private final Command bootTime;

    FreeBsdMachine(CommandRunner runner, Duration deadline) {
        this.runner = runner;
        this.disks = new Disks(runner, deadline);
        this.bootTime = Command.reading("/sbin/sysctl", BOOT_TIME).within(deadline);
    }

    @Override
    public Look<BootId> boot() {
        return Look.of(bootTime, this::boot);
    }

    /** Moves with the clock if that is set; only a whole second of it counts. */
    private BootId boot(CommandResult result) {
        String out = Results.out(runner.node(), bootTime, result);
        String value = Sysctl.parse(List.of(BOOT_TIME), out).get(BOOT_TIME).orElse("");
        Matcher boot = BOOT.matcher(value);
        if (!boot.matches()) {
            throw new UnexpectedOutput("cannot understand 'sysctl " + BOOT_TIME + "'", out);
        }
        return new BootId(boot.group(1));
    }

    @Override
    public GeomDisks disks() {
        return disks.read();
    }

    @Override
    public void reboot() {
        Command command = Command.modifying("/sbin/reboot", "-nq");
        CommandResult result = runner.run(command);
        if (!result.succeeded()) {
            throw new CommandRefused(runner.node() + ": could not restart: " + Results.said(result));
        }
    }
}
