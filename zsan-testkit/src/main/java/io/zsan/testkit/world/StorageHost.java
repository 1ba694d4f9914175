package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.Portal;
import io.zsan.model.StorageNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A storage node: disks, and CTL with its daemon that exports them. */
public final class StorageHost extends Host {
    private final Portal portal;
    private final List<PhysicalDisk> disks;
    private final Set<PhysicalDisk> seen = new LinkedHashSet<>();
    private final TargetServer targets;
    private boolean renumberAtBoot;
    private boolean bootsOpen;

    public StorageHost(World world, StorageNode node) {
        super(world, node.name());
        this.portal = node.portal();
        ImmutableList.Builder<PhysicalDisk> built = ImmutableList.builder();
        int unit = 0;
        for (Disk disk : node.disks()) {
            built.add(new PhysicalDisk(world, node.name(), disk, "da" + unit++));
        }
        this.disks = built.build();
        this.targets = new TargetServer(this);
        files().link("/etc/ctl.conf", "/var/run/zsan/ctl.conf");
        sysctls().put("kern.cam.ctl.iscsi.ping_timeout", "5");
    }

    public Portal portal() {
        return portal;
    }

    public List<PhysicalDisk> disks() {
        return disks;
    }

    /** Cables disks of another node to this one as well: it lists them from now on, and does nothing with them. */
    public void sees(List<PhysicalDisk> others) {
        seen.addAll(others);
    }

    /** All disks that it lists, its own and those of others. */
    public List<PhysicalDisk> listed() {
        return Stream.concat(disks.stream(), seen.stream()).toList();
    }

    public Optional<PhysicalDisk> device(String name) {
        return disks.stream().filter(disk -> disk.device().equals(name)).findFirst();
    }

    public PhysicalDisk disk(DiskSerial serial) {
        return disks.stream()
                .filter(disk -> disk.disk().serial().equals(serial))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no disk " + serial + " in " + name()));
    }

    /** CTL and ctld. */
    public TargetServer targets() {
        return targets;
    }

    /** Whether the next boot finds its disks in another order: each gets the name that the next one had (S9). */
    public void renumberAtBoot(boolean renumber) {
        world().run(() -> renumberAtBoot = renumber);
    }

    /** The same at once, as where disks are pulled out and put in again. */
    public void renumberNow() {
        world().run(this::renumber);
    }

    private void renumber() {
        String first = disks.get(0).device();
        for (int i = 0; i < disks.size(); i++) {
            disks.get(i).device(i + 1 < disks.size() ? disks.get(i + 1).device() : first);
        }
    }

    /** Whether ctld starts at boot with what was in force before, as an ordinary node's does (A28); R9 forbids it. */
    public void bootsOpen(boolean open) {
        world().run(() -> bootsOpen = open);
    }

    @Override
    void lostPower() {
        targets.lostPower();
        disks.forEach(PhysicalDisk::lostPower);
    }

    @Override
    void booted() {
        if (renumberAtBoot) {
            renumberAtBoot = false;
            renumber();
        }
        if (bootsOpen) {
            targets.startAsBefore();
        }
    }
}
