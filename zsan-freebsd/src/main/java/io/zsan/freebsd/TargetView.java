package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import io.zsan.error.InvalidInput;
import io.zsan.error.UnexpectedOutput;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.Access;
import io.zsan.node.ExportReport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the target of a storage node says of its LUNs and sessions: not what was written to a file, but what is in force
 * (R4).
 */
final class TargetView {
    private final NodeName node;
    private final Iqn targetBase;
    private final List<Exported> luns;
    private final Set<String> targets;
    private final List<Session> sessions;

    /**
     * A LUN that zsan made, as its stamp tells.
     *
     * @param path of the disk behind it
     * @param online whether its target is there, takes logins, and leads to it and to nothing else
     */
    record Exported(
            LunRef lun, Epoch epoch, Access access, String path, long sizeBytes, int sectorBytes, boolean online) {}

    /**
     * A session.
     *
     * @param id what the target knows it by, where it can be ended alone
     */
    record Session(String id, String target, String initiator) {}

    /**
     * The view.
     *
     * @param targets the names of all targets that are there
     */
    TargetView(NodeName node, Iqn targetBase, List<Exported> luns, Set<String> targets, List<Session> sessions) {
        this.node = node;
        this.targetBase = targetBase;
        this.luns = ImmutableList.copyOf(luns);
        this.targets = ImmutableSet.copyOf(targets);
        this.sessions = ImmutableList.copyOf(sessions);
    }

    /** The LUNs of a disk, of whatever generation. */
    List<Exported> of(LunId disk) {
        return luns.stream().filter(l -> l.lun().id().equals(disk)).toList();
    }

    /** Whether an access list is in force: this LUN and no other of its disk, under this epoch, behind its target. */
    boolean inForce(LunRef lun, Epoch epoch, Access access) {
        List<Exported> seen = of(lun.id());
        return seen.size() == 1
                && seen.get(0).lun().equals(lun)
                && seen.get(0).epoch().equals(epoch)
                && seen.get(0).access().equals(access)
                && seen.get(0).online();
    }

    /** Whether nothing of a disk is exported, and the LUN's target is gone. */
    boolean absent(LunRef lun) {
        return of(lun.id()).isEmpty()
                && !targets.contains(lun.target(targetBase).text());
    }

    /** The sessions to a LUN's target. */
    List<Session> sessions(LunRef lun) {
        String target = lun.target(targetBase).text();
        return sessions.stream().filter(s -> s.target().equals(target)).toList();
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
        List<Exported> reachable = luns.stream().filter(Exported::online).toList();
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
