package io.zsan.testkit.fake;

import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.InitiatorSession;
import io.zsan.testkit.world.InitiatorSession.Device;
import io.zsan.testkit.world.PhysicalDisk;
import io.zsan.testkit.world.StorageHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code geom disk list [NAME…]}. */
final class GeomProgram {
    /** The sysctl that tells what is built upon each disk; where it is set, that is told. */
    static final String TREE = "kern.geom.conftxt";

    private GeomProgram() {}

    private record Disk(
            String name,
            long size,
            int sector,
            String mode,
            String description,
            String lunName,
            String ident,
            String rotation,
            int sectors,
            int heads) {
        String text() {
            StringBuilder text = new StringBuilder("Geom name: " + name + "\nProviders:\n1. Name: " + name + "\n");
            text.append("   Mediasize: " + size + " (" + Wording.media(size) + ")\n");
            text.append("   Sectorsize: " + sector + "\n   Mode: " + mode + "\n   descr: " + description + "\n");
            if (!lunName.isEmpty()) {
                text.append("   lunname: " + lunName + "\n   lunid: " + lunName + "\n");
            }
            text.append("   ident: " + ident + "\n   rotationrate: " + rotation + "\n");
            text.append("   fwsectors: " + sectors + "\n   fwheads: " + heads + "\n\n");
            return text.toString();
        }
    }

    static int run(Execution execution, List<String> words) {
        if (words.size() < 3 || !words.get(1).equals("disk") || !words.get(2).equals("list")) {
            return execution.fail(1, "usage: geom <class> list [-af] [name ...]");
        }
        List<Disk> disks = disks(execution);
        List<String> wanted = words.subList(3, words.size());
        for (String name : wanted) {
            if (disks.stream().noneMatch(disk -> disk.name().equals(name))) {
                return execution.fail(1, "geom: Class 'DISK' does not have an instance named '" + name + "'.");
            }
        }
        disks.stream()
                .filter(disk -> wanted.isEmpty() || wanted.contains(disk.name()))
                .forEach(disk -> execution.out(disk.text()));
        return 0;
    }

    private static List<Disk> disks(Execution execution) {
        List<Disk> disks = new ArrayList<>();
        disks.add(new Disk("vtbd0", 427_821_568L, 512, "r1w1e3", "(null)", "", "(null)", "unknown", 63, 16));
        execution.storage().ifPresent(host -> host.disks().forEach(disk -> disks.add(physical(host, disk))));
        execution.database().ifPresent(host -> host.initiator().devices().forEach(s -> disks.add(lun(host, s))));
        return disks;
    }

    /** A line for each disk, and one for the name that it has by its serial. */
    static String tree(Execution execution) {
        StringBuilder text = new StringBuilder();
        for (Disk disk : disks(execution)) {
            String size = " " + disk.size() + " " + disk.sector();
            text.append("0 DISK " + disk.name() + size + " hd " + disk.heads() + " sc " + disk.sectors() + "\n");
            if (!disk.ident().equals("(null)") && disk.mode().endsWith("e0")) {
                text.append("1 LABEL diskid/DISK-" + disk.ident() + size + " i 0 o 0\n");
            }
        }
        return text.toString();
    }

    private static Disk physical(StorageHost host, PhysicalDisk disk) {
        return new Disk(
                disk.device(),
                disk.disk().sizeBytes(),
                disk.disk().sectorBytes(),
                host.targets().exports(disk) ? "r1w1e0" : "r0w0e0",
                "ATA ZSANDISK",
                String.format(
                        Locale.ROOT, "5000c500%08x", disk.disk().serial().text().hashCode()),
                disk.disk().serial().text(),
                "7200",
                63,
                255);
    }

    private static Disk lun(DatabaseHost host, InitiatorSession session) {
        Device device = session.device().orElseThrow();
        boolean used =
                host.pools().stream().flatMap(pool -> pool.leaves().stream()).anyMatch(leaf -> leaf.isOn(session));
        String vendor = device.lun().options().getOrDefault("vendor", "FREEBSD");
        String product = device.lun().options().getOrDefault("product", "CTLDISK");
        return new Disk(
                device.name(),
                device.disk().disk().sizeBytes(),
                device.lun().blocksize(),
                used ? "r1w1e1" : "r0w0e0",
                vendor + " " + product,
                String.format(Locale.ROOT, "%-8s%s", vendor, device.lun().deviceId()),
                device.lun().serial(),
                "0",
                32,
                64);
    }
}
