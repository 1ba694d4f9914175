package io.zsan.lab.contract;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.zsan.freebsd.Pause;
import io.zsan.lab.Lab;
import io.zsan.lab.host.Export;
import io.zsan.lab.host.StorageHost;
import io.zsan.lab.process.LabProcess;
import io.zsan.model.Fleet;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.StorageNodeDriver;
import io.zsan.testkit.contract.Stage;
import io.zsan.testkit.contract.Subject;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** A lab of four storage nodes, all of whose disks are scratch. Everything can be staged. */
final class LabSubject implements Subject, Stage {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Lab lab;

    private LabSubject(Lab lab) {
        this.lab = lab;
    }

    static LabSubject up() {
        return new LabSubject(Lab.builder().storageNodes(4).up());
    }

    Lab lab() {
        return lab;
    }

    @Override
    public Fleet fleet() {
        return lab.fleet();
    }

    @Override
    public Set<LunId> scratch() {
        return fleet().storageNodes().stream()
                .flatMap(node -> node.disks().stream().map(disk -> new LunId(node.name(), disk.serial())))
                .collect(ImmutableSortedSet.toImmutableSortedSet(LunId::compareTo));
    }

    @Override
    public StorageNodeDriver storage(NodeName node) {
        return lab.storageDriver(node.text());
    }

    @Override
    public DatabaseNodeDriver database(NodeName node) {
        return lab.databaseDriver(node.text());
    }

    /** An initiator of the lab tries again with each look at its sessions: some seconds show what 20 s would. */
    @Override
    public void pass(Duration time) {
        Pause.sleeping().pause(time.compareTo(LONGEST) < 0 ? time : LONGEST);
    }

    @Override
    public Stage stage() {
        return this;
    }

    @Override
    public Map<NodeName, String> versions() {
        ImmutableSortedMap.Builder<NodeName, String> versions = ImmutableSortedMap.naturalOrder();
        fleet().storageNodes().forEach(node -> versions.put(node.name(), "tgtd"));
        fleet().databaseNodes().forEach(node -> versions.put(node.name(), "zfs-fuse"));
        return versions.buildOrThrow();
    }

    @Override
    public void close() {
        lab.close();
    }

    // --- stage ---

    @Override
    public Set<Capability> can() {
        return EnumSet.complementOf(EnumSet.of(Capability.CHAP));
    }

    @Override
    public void silence(NodeName storage) {
        lab.storage(storage).daemon().stop();
    }

    @Override
    public void wake(NodeName storage) {
        LabProcess daemon = lab.storage(storage).daemon();
        if (daemon.stopped()) {
            daemon.resume();
        }
    }

    @Override
    public void powerCycle(NodeName node) {
        if (fleet().databaseNodes().stream()
                .anyMatch(database -> database.name().equals(node))) {
            lab.database(node).reboot();
        } else {
            lab.storage(node).boot();
        }
    }

    @Override
    public void shutOut(LunRef lun) {
        StorageHost host = lab.storage(lun.id().node());
        for (Export export : host.exports()) {
            if (export.target().equals(fleet().target(lun))) {
                export.initiators().forEach(initiator -> host.expel(export, initiator));
            }
        }
    }
}
