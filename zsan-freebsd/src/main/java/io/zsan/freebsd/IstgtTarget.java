package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.istgt.IstgtConf;
import io.zsan.freebsd.istgt.IstgtControl;
import io.zsan.freebsd.istgt.IstgtLuns;
import io.zsan.freebsd.istgt.IstgtStart;
import io.zsan.freebsd.script.Scripts;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.node.Access;
import io.zsan.proof.LunIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The port istgt. It takes a configuration only when it starts, and ends no session by itself: each change ends the process
 * and with it all sessions of the node, and starts another one, to which those that may come back by themselves. So who has
 * a session was let in by the configuration in force, and what that is tells the process: it was started with a file that
 * nobody changes, and its list of targets is compared.
 */
final class IstgtTarget implements TargetSide {
    private final NodeName node;
    private final Iqn targetBase;
    private final String head;
    private final Command status;
    private final Command processes;
    private final Command files;
    private final Command list;
    private final Command info;

    IstgtTarget(Iqn targetBase, CommandRunner runner, Portal portal, Duration deadline) {
        this.node = runner.node();
        this.targetBase = targetBase;
        head = IstgtConf.head(portal);
        status = control("version").within(deadline);
        processes = processes(deadline);
        files = Command.reading("/usr/bin/grep", "-rs", ".", IstgtStart.DIRECTORY)
                .within(deadline);
        list = control("list").within(deadline);
        info = control("info").within(deadline);
    }

    /** What {@link IstgtStart} finds an istgt in. */
    static Command processes(Duration deadline) {
        return Command.reading("/bin/ps", "-axww", "-o", "pid=", "-o", "command=")
                .within(deadline);
    }

    private static Command control(String command) {
        return Command.reading("/usr/local/bin/istgtcontrol", "-c", "/var/run/zsan/istgtcontrol.conf", command);
    }

    @Override
    public Command status() {
        return status;
    }

    /** The process is looked for at both ends: between them it was the same. */
    @Override
    public List<Command> looks() {
        return ImmutableList.of(processes, files, list, info, processes);
    }

    @Override
    public TargetView view(List<CommandResult> results) {
        Optional<IstgtStart> start = IstgtStart.find(Results.out(node, processes, results.get(0)));
        if (!start.equals(IstgtStart.find(Results.out(node, processes, results.get(4))))
                || start.isPresent() != results.get(2).succeeded()) {
            throw new UnexpectedOutput(
                    node + ": istgt was ended, started, or did not answer while it was looked at",
                    results.get(2).err());
        }
        if (start.isEmpty()) {
            return new TargetView(node, targetBase, List.of(), Set.of(), List.of());
        }
        String text = start.get().configuration(Results.out(node, files, results.get(1)));
        IstgtLuns luns = IstgtLuns.parse(node, targetBase, text);
        Set<String> targets =
                ImmutableSet.copyOf(IstgtControl.targets(results.get(2).out()));
        Set<String> configured =
                luns.luns().stream().map(lun -> lun.target().text()).collect(ImmutableSet.toImmutableSet());
        if (!targets.equals(configured)) {
            throw new UnexpectedOutput(
                    node + ": istgt has not the targets that it was started with, " + configured,
                    results.get(2).out());
        }
        return new TargetView(
                node,
                targetBase,
                luns.luns().stream().map(IstgtTarget::exported).toList(),
                targets,
                IstgtControl.logins(Results.out(node, info, results.get(3))).stream()
                        .map(login -> new TargetView.Session(
                                Integer.toString(login.tsih()), login.target(), login.initiator()))
                        .toList());
    }

    private static TargetView.Exported exported(IstgtLuns.Lun lun) {
        return new TargetView.Exported(
                lun.identity().lun(),
                lun.stamp().epoch(),
                lun.stamp().access(),
                "/dev/" + lun.device(),
                lun.identity().sizeBytes(),
                lun.identity().sectorBytes(),
                true);
    }

    @Override
    public String prepareScript() {
        return Scripts.istgtPrepare();
    }

    @Override
    public String accessScript() {
        return Scripts.istgtAccess();
    }

    @Override
    public String head() {
        return head;
    }

    @Override
    public String export(LunIdentity lun, String device, Epoch epoch, Access access, Optional<Credential> credential) {
        return IstgtConf.export(lun, device, lun.lun().target(targetBase), epoch, access, credential);
    }

    @Override
    public String nothing() {
        return IstgtConf.nothing();
    }

    /** The script that put the access list in force has ended them with the process; one that is there was let in anew. */
    @Override
    public void end(LunRef lun, TargetView view) {}
}
