package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.zsan.error.InvalidInput;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.ctl.CtlConf;
import io.zsan.freebsd.ctl.CtlLuns;
import io.zsan.freebsd.ctl.CtlPorts;
import io.zsan.freebsd.ctl.CtlSessions;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.Access;
import io.zsan.node.ExportReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the kernel of a storage node says of its LUNs, ports and sessions: not what was written to a file, but what is in
 * force (R4).
 */
final class TargetView {
    private final NodeName node;
    private final Iqn targetBase;
    private final List<Exported> luns;
    private final CtlPorts ports;
    private final CtlSessions sessions;

    /** A LUN that zsan made, as its options tell. */
    record Exported(LunRef lun, Epoch epoch, Access access, CtlLuns.Lun kernel) {}

    TargetView(NodeName node, Iqn targetBase, CtlLuns luns, CtlPorts ports, CtlSessions sessions) {
        this.node = node;
        this.targetBase = targetBase;
        this.luns = luns.luns().stream()
                .filter(lun -> lun.options().containsKey(CtlConf.DISK))
                .map(this::exported)
                .collect(ImmutableList.toImmutableList());
        this.ports = ports;
        this.sessions = sessions;
    }

    private Exported exported(CtlLuns.Lun lun) {
        Map<String, String> options = lun.options();
        try {
            LunId id = new LunId(node, new DiskSerial(option(options, CtlConf.DISK)));
            Generation generation = new Generation(Integer.parseInt(option(options, CtlConf.GENERATION)));
            Epoch epoch = new Epoch(Long.parseLong(option(options, CtlConf.EPOCH)));
            String access = option(options, CtlConf.ACCESS);
            return new Exported(
                    new LunRef(id, generation),
                    epoch,
                    access.equals(CtlConf.NOBODY) ? Access.nobody() : Access.only(new Iqn(access)),
                    lun);
        } catch (InvalidInput | NumberFormatException e) {
            throw new UnexpectedOutput(
                    node + ": cannot understand the options of LUN " + lun.id() + ": " + e.getMessage(),
                    options.toString());
        }
    }

    private static String option(Map<String, String> options, String name) {
        return Optional.ofNullable(options.get(name)).orElse("");
    }

    /** The LUNs of a disk, of whatever generation. */
    List<Exported> of(LunId disk) {
        return luns.stream().filter(l -> l.lun().id().equals(disk)).toList();
    }

    /** LUNs that somebody else made. */
    static List<CtlLuns.Lun> foreign(CtlLuns luns) {
        return luns.luns().stream()
                .filter(lun -> !lun.options().containsKey(CtlConf.DISK))
                .toList();
    }

    /** Whether an access list is in force: this LUN and no other of its disk, under this epoch, behind its target's port. */
    boolean inForce(LunRef lun, Epoch epoch, Access access) {
        List<Exported> seen = of(lun.id());
        return seen.size() == 1
                && seen.get(0).lun().equals(lun)
                && seen.get(0).epoch().equals(epoch)
                && seen.get(0).access().equals(access)
                && online(seen.get(0));
    }

    /** Whether nothing of a disk is exported, and the LUN's target is gone. */
    boolean absent(LunRef lun) {
        return of(lun.id()).isEmpty() && ports.of(lun.target(targetBase).text()).isEmpty();
    }

    private boolean online(Exported exported) {
        List<CtlPorts.Port> seen = ports.of(exported.lun().target(targetBase).text());
        return !seen.isEmpty()
                && seen.stream()
                        .allMatch(port -> port.online()
                                && port.mapped()
                                && port.luns()
                                        .equals(Map.of(0, exported.kernel().id())));
    }

    /** The sessions to a LUN's target. */
    List<CtlSessions.Session> sessions(LunRef lun) {
        return sessions.of(lun.target(targetBase).text());
    }

    Set<Iqn> initiators(LunRef lun) {
        return sessions(lun).stream()
                .map(session -> initiator(session.initiator()))
                .collect(ImmutableSortedSet.toImmutableSortedSet(Iqn::compareTo));
    }

    private Iqn initiator(String name) {
        try {
            return new Iqn(name);
        } catch (InvalidInput e) {
            // Left out, it would make a fence look better than it is.
            throw new UnexpectedOutput(node + ": an initiator that zsan cannot name has a session", name);
        }
    }

    /**
     * The LUNs that can be reached by those whom their access lists let in.
     *
     * @throws UnexpectedOutput if one disk is exported twice
     */
    Map<LunId, ExportReport> exports() {
        List<Exported> reachable = luns.stream().filter(this::online).toList();
        Set<LunId> disks = reachable.stream().map(l -> l.lun().id()).collect(Collectors.toSet());
        if (disks.size() != reachable.size()) {
            throw new UnexpectedOutput(
                    node + ": a disk is exported twice",
                    reachable.stream().map(l -> l.lun().toString()).toList().toString());
        }
        return reachable.stream()
                .collect(Collectors.toMap(
                        l -> l.lun().id(), l -> new ExportReport(l.lun(), l.epoch(), l.access(), initiators(l.lun()))));
    }
}
