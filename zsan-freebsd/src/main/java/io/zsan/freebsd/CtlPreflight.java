package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.ctl.CtlLuns;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import java.time.Duration;
import java.util.List;

/** R12 for CTL and ctld. */
final class CtlPreflight implements TargetPreflight {
    private static final String CONFIGURATION = "/etc/ctl.conf";
    private static final String CLEARED_BY_A_BOOT = "/var/run/zsan/ctl.conf";

    private final List<Command> commands;

    CtlPreflight(Duration deadline) {
        commands = ImmutableList.of(
                Command.reading("/usr/bin/readlink", CONFIGURATION).within(deadline),
                Command.reading("/usr/sbin/ctladm", "devlist", "-x").within(deadline));
    }

    @Override
    public String enable() {
        return "ctld_enable";
    }

    @Override
    public List<Command> commands() {
        return commands;
    }

    @Override
    public void look(List<Attempt> attempts, Findings findings) {
        findings.answered(attempts.get(0)).ifPresent(link -> bootsClosed(link, findings));
        // Before the first start of ctld there is no CTL to ask, and then no foreign LUN either.
        findings.answered(attempts.get(1))
                .filter(CommandResult::succeeded)
                .ifPresent(result -> foreign(result, findings));
    }

    /** R9: nothing is exported after a boot. */
    private static void bootsClosed(CommandResult link, Findings findings) {
        String target = link.out().strip();
        if (!target.equals(CLEARED_BY_A_BOOT)) {
            findings.refuse(
                    "its " + CONFIGURATION + " is not a link to " + CLEARED_BY_A_BOOT
                            + ", so a boot would export by itself (R9)",
                    "readlink " + CONFIGURATION + ": " + (target.isEmpty() ? "(no link)" : target),
                    "ln -sf " + CLEARED_BY_A_BOOT + " " + CONFIGURATION);
        }
    }

    private static void foreign(CommandResult result, Findings findings) {
        for (CtlLuns.Lun lun : CtlTarget.foreign(CtlLuns.parse(result.out()))) {
            findings.warn(
                    "a LUN was made by somebody else",
                    "ctladm devlist: LUN " + lun.id() + " " + lun.serial(),
                    "take it away with ctladm remove; zsan's ctld leaves it alone");
        }
    }
}
