package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.decide.DisconnectMode;
import io.zsan.error.CommandRefused;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.geom.Sysctl;
import io.zsan.freebsd.script.Scripts;
import java.util.List;

/** Sets the sysctls that preflight finds fault with, because somebody asked for it. */
final class Tuning {
    private final CommandRunner runner;
    private final Dialects dialects;
    private final Deadlines deadlines;
    private final List<Setting> settings;
    private final Command read;

    Tuning(CommandRunner runner, Dialects dialects, Deadlines deadlines, DisconnectMode mode) {
        this.runner = runner;
        this.dialects = dialects;
        this.deadlines = deadlines;
        this.settings = Setting.of(mode);
        this.read = Command.reading("/sbin/sysctl", Setting.names(settings)).within(deadlines.look());
    }

    List<SysctlChange> run() {
        boolean illumos = !dialects.get().system().openZfs();
        Sysctl before = read();
        List<Setting> bad = Setting.bad(settings, illumos, before);
        if (bad.isEmpty()) {
            return List.of();
        }
        List<String> words = ImmutableList.<String>builder()
                .add("-c", Scripts.tune(), "zsan-tune")
                .addAll(bad.stream().map(Setting::wanted).toList())
                .build();
        CommandResult result = runner.run(Command.modifying("/bin/sh", words).within(deadlines.change()));
        if (!result.succeeded()) {
            throw new CommandRefused(runner.node() + ": could not set all of "
                    + bad.stream().map(Setting::wanted).toList() + ": " + Results.said(result)
                    + "; where kern.iscsi is unknown, start iscsid first");
        }
        Sysctl after = read();
        List<Setting> left = Setting.bad(settings, illumos, after);
        if (!left.isEmpty()) {
            throw new CommandRefused(runner.node() + ": set, and read back as something else: " + Setting.names(left));
        }
        return bad.stream()
                .map(setting -> new SysctlChange(
                        setting.name(),
                        before.get(setting.name()).orElse("(missing)"),
                        after.get(setting.name()).orElse("(missing)")))
                .toList();
    }

    private Sysctl read() {
        List<String> names = Setting.names(settings);
        return Sysctl.parse(names, names, Results.whole(runner.node(), read, runner.run(read)));
    }
}
