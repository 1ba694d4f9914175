package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.istgt.IstgtStart;
import io.zsan.model.StorageNode;
import java.time.Duration;
import java.util.List;

/** R12 for istgt. */
final class IstgtPreflight implements TargetPreflight {
    /** The one whose outputs the tests hold. */
    private static final String KNOWN = "istgt version 0.4\nistgt extra version 20111008\n";

    /** A login takes a second, one after the other, and the default {@code dropAfter} is 15 s: this many are back in time. */
    private static final int MOST_DISKS = 10;

    private final StorageNode node;
    private final List<Command> commands;

    IstgtPreflight(StorageNode node, Duration deadline) {
        this.node = node;
        commands = ImmutableList.of(
                Command.reading(IstgtStart.PROGRAM, "-V").within(deadline), IstgtTarget.processes(deadline));
    }

    @Override
    public String enable() {
        return "istgt_enable";
    }

    @Override
    public List<Command> commands() {
        return commands;
    }

    @Override
    public void look(List<Attempt> attempts, Findings findings) {
        findings.answered(attempts.get(0)).ifPresent(version -> version(version, findings));
        findings.succeeded(attempts.get(1))
                .ifPresent(processes -> IstgtStart.others(processes.out())
                        .forEach(other -> findings.warn(
                                "another istgt runs",
                                "ps: " + other,
                                "stop it; it must have neither a disk nor the address of zsan's")));
        if (node.disks().size() > MOST_DISKS) {
            findings.warn(
                    "each change ends all sessions of the node, and they come back one in a second: the last ones may be"
                            + " away for longer than a leg may be",
                    node.disks().size() + " disks",
                    "give it " + MOST_DISKS
                            + " disks at most, or raise dropAfter in the policy, or upgrade it to FreeBSD 10"
                            + " or later");
        }
    }

    private static void version(CommandResult result, Findings findings) {
        if (!result.succeeded()) {
            findings.refuse("it has no istgt", "istgt -V: " + Results.said(result), "install the port net/istgt");
        } else if (!result.out().equals(KNOWN)) {
            findings.warn(
                    "zsan was not written for its version of istgt",
                    "istgt -V: " + result.out().strip().replace('\n', ' '),
                    "use istgt 0.4 of 20111008, or try it where data can be lost");
        }
    }
}
