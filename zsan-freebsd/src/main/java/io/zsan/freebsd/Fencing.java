package io.zsan.freebsd;

import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.model.Disk;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.StorageNode;
import io.zsan.node.Access;
import io.zsan.proof.FenceReadBack;
import io.zsan.proof.LunIdentity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** R4 on a storage node: access list, put in force, read back, end sessions, look twice over the login window. */
final class Fencing {
    private static final String DEV = "/dev/";

    private final StorageNode node;
    private final TargetSide target;
    private final NodeScripts scripts;
    private final StorageReader reader;
    private final Disks disks;
    private final Patience patience;
    private final Pause pause;
    private final Duration loginWindow;
    private final InstantSource clock;

    Fencing(
            StorageNode node,
            TargetSide target,
            NodeScripts scripts,
            StorageReader reader,
            Disks disks,
            Deadlines deadlines,
            Duration loginWindow,
            Pause pause,
            InstantSource clock) {
        this.node = node;
        this.target = target;
        this.scripts = scripts;
        this.reader = reader;
        this.disks = disks;
        this.patience = new Patience(pause, deadlines);
        this.pause = pause;
        this.loginWindow = loginWindow;
        this.clock = clock;
    }

    FenceReadBack fence(LunRef lun, Epoch epoch) {
        Optional<String> fragment = closedFragment(lun, epoch);
        scripts.access(lun, epoch, fragment.orElseGet(target::nothing));
        boolean exported = fragment.isPresent();
        TargetView reloaded = patience.until(view -> closed(view, lun, epoch, exported), reader::view);
        if (!closed(reloaded, lun, epoch, exported)) {
            // Sessions that were ended now would come back.
            Set<Iqn> left = reloaded.initiators(lun);
            return new FenceReadBack(lun, epoch, false, left, left, Duration.ZERO, loginWindow, clock.instant());
        }
        target.end(lun, reloaded);
        TargetView first = patience.until(view -> view.sessions(lun).isEmpty(), () -> {
            TargetView view = reader.view();
            target.end(lun, view);
            return view;
        });
        pause.pause(loginWindow);
        TargetView second = reader.view();
        return new FenceReadBack(
                lun,
                epoch,
                closed(first, lun, epoch, exported) && closed(second, lun, epoch, exported),
                first.initiators(lun),
                second.initiators(lun),
                loginWindow,
                loginWindow,
                clock.instant());
    }

    /** Fences, and takes the export away if the fence bit; what is returned tells whether it did. */
    FenceReadBack seal(LunRef lun) {
        FenceReadBack seen = fence(lun, Epoch.SEALED);
        if (!seen.applied() || !seen.sessionsSecond().isEmpty()) {
            return seen;
        }
        scripts.access(lun, Epoch.SEALED, target.nothing());
        TargetView gone = patience.until(view -> view.absent(lun), reader::view);
        return new FenceReadBack(
                lun,
                Epoch.SEALED,
                gone.absent(lun),
                seen.sessionsFirst(),
                gone.initiators(lun),
                seen.between(),
                loginWindow,
                clock.instant());
    }

    private static boolean closed(TargetView view, LunRef lun, Epoch epoch, boolean exported) {
        return exported ? view.inForce(lun, epoch, Access.nobody()) : view.absent(lun);
    }

    /**
     * The fragment that lets nobody in. A LUN that is not exported is exported to nobody where its disk is there, since
     * only what the target has can be read back; empty where there is no disk to export.
     */
    private Optional<String> closedFragment(LunRef lun, Epoch epoch) {
        Optional<TargetView.Exported> there = reader.view().of(lun.id()).stream()
                .filter(exported -> exported.lun().equals(lun))
                .findFirst();
        if (there.isPresent()) {
            TargetView.Exported present = there.get();
            if (present.path().startsWith(DEV)) {
                // As the target has it: another path or sector size would take the device from its initiators.
                return Optional.of(fragment(
                        new LunIdentity(lun, present.sizeBytes(), present.sectorBytes()),
                        present.path().substring(DEV.length()),
                        epoch));
            }
        }
        Optional<Disk> known = node.disks().stream()
                .filter(disk -> disk.serial().equals(lun.id().disk()))
                .findFirst();
        Optional<GeomDisks.Disk> disk =
                Disks.find(node.name(), disks.read(), lun.id().disk().text());
        if (known.isEmpty() || disk.isEmpty() || !sameShape(known.get(), disk.get())) {
            return Optional.empty();
        }
        LunIdentity identity =
                new LunIdentity(lun, disk.get().sizeBytes(), disk.get().sectorBytes());
        return Optional.of(fragment(identity, disk.get().name(), epoch));
    }

    private static boolean sameShape(Disk known, GeomDisks.Disk disk) {
        return known.sizeBytes() == disk.sizeBytes() && known.sectorBytes() == disk.sectorBytes();
    }

    private String fragment(LunIdentity lun, String device, Epoch epoch) {
        return target.export(lun, device, epoch, Access.nobody(), Optional.empty());
    }
}
