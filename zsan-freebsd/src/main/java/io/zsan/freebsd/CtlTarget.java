package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.error.CommandRefused;
import io.zsan.error.InvalidInput;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.ctl.CtlConf;
import io.zsan.freebsd.ctl.CtlLuns;
import io.zsan.freebsd.ctl.CtlPorts;
import io.zsan.freebsd.ctl.CtlSessions;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.script.Scripts;
import io.zsan.freebsd.stamp.Stamp;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.Access;
import io.zsan.proof.LunIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * CTL and ctld. {@code /etc/ctl.conf} is a symbolic link to {@code /var/run/zsan/ctl.conf}, which a boot clears (R9). ctld
 * reloads on its own time and leaves sessions alone: each is ended with {@code isterminate}, after the access list, and
 * never with {@code islogout}, which thaws the initiator (R16).
 */
final class CtlTarget implements TargetSide {
    private final NodeName node;
    private final Iqn targetBase;
    private final CommandRunner runner;
    private final String head;
    private final Duration deadline;
    private final Command status;
    private final List<Command> looks;

    /**
     * Writes and reads CTL.
     *
     * @param head of {@link CtlConf#head}
     */
    CtlTarget(Iqn targetBase, CommandRunner runner, String head, Duration deadline) {
        this.node = runner.node();
        this.targetBase = targetBase;
        this.runner = runner;
        this.head = head;
        this.deadline = deadline;
        status = Command.reading("/usr/sbin/service", "ctld", "onestatus").within(deadline);
        looks = ImmutableList.of("devlist", "portlist", "islist").stream()
                .map(list -> Command.reading("/usr/sbin/ctladm", list, "-x").within(deadline))
                .toList();
    }

    @Override
    public Command status() {
        return status;
    }

    @Override
    public List<Command> looks() {
        return looks;
    }

    @Override
    public TargetView view(List<CommandResult> results) {
        return view(
                CtlLuns.parse(Results.out(node, looks.get(0), results.get(0))),
                CtlPorts.parse(Results.out(node, looks.get(1), results.get(1))),
                CtlSessions.parse(Results.out(node, looks.get(2), results.get(2))));
    }

    TargetView view(CtlLuns luns, CtlPorts ports, CtlSessions sessions) {
        return new TargetView(
                node,
                targetBase,
                luns.luns().stream()
                        .filter(CtlTarget::ours)
                        .map(lun -> exported(lun, ports))
                        .toList(),
                ports.targets(),
                sessions.sessions().stream()
                        .map(s -> new TargetView.Session(Integer.toString(s.id()), s.target(), s.initiator()))
                        .toList());
    }

    private TargetView.Exported exported(CtlLuns.Lun lun, CtlPorts ports) {
        Stamp stamp = stamp(lun);
        LunRef ref = stamp.lun(node);
        return new TargetView.Exported(
                ref,
                stamp.epoch(),
                stamp.access(),
                lun.file().orElse(""),
                lun.sizeBytes(),
                lun.blockBytes(),
                online(ports.of(ref.target(targetBase).text()), lun.id()));
    }

    private Stamp stamp(CtlLuns.Lun lun) {
        try {
            return Stamp.of(lun.options());
        } catch (InvalidInput e) {
            throw new UnexpectedOutput(
                    node + ": cannot understand what LUN " + lun.id() + " carries: " + e.getMessage(),
                    lun.options().toString());
        }
    }

    private static boolean online(List<CtlPorts.Port> ports, int lun) {
        return !ports.isEmpty()
                && ports.stream()
                        .allMatch(port ->
                                port.online() && port.mapped() && port.luns().equals(Map.of(0, lun)));
    }

    private static boolean ours(CtlLuns.Lun lun) {
        return lun.options().containsKey(Stamp.DISK);
    }

    /** LUNs that somebody else made. */
    static List<CtlLuns.Lun> foreign(CtlLuns luns) {
        return luns.luns().stream().filter(lun -> !ours(lun)).toList();
    }

    @Override
    public String prepareScript() {
        return Scripts.prepare();
    }

    @Override
    public String accessScript() {
        return Scripts.access();
    }

    @Override
    public String head() {
        return head;
    }

    @Override
    public String export(LunIdentity lun, String device, Epoch epoch, Access access, Optional<Credential> credential) {
        return CtlConf.export(lun, device, lun.lun().target(targetBase), epoch, access, credential);
    }

    @Override
    public String nothing() {
        return CtlConf.nothing();
    }

    @Override
    public void end(LunRef lun, TargetView view) {
        for (TargetView.Session session : view.sessions(lun)) {
            Command command = Command.modifying("/usr/sbin/ctladm", "isterminate", "-c", session.id())
                    .within(deadline);
            CommandResult result = runner.run(command);
            boolean gone = result.err().contains("No matching connections found");
            if (!result.succeeded() && !gone) {
                throw new CommandRefused(node + ": could not end the session of " + session.initiator() + " to " + lun
                        + ": " + Results.said(result));
            }
        }
    }
}
