package io.zsan.testkit.world;

import io.zsan.model.DiskSerial;
import io.zsan.model.NodeName;
import io.zsan.node.VdevState;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.Lab;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/** A lab of five storage nodes, and moves on the world itself, without commands. */
final class Moves {
    static final NodeName D1 = new NodeName("d1");
    static final NodeName D2 = new NodeName("d2");
    static final NodeName S1 = new NodeName("s1");
    static final NodeName S2 = new NodeName("s2");
    static final NodeName S3 = new NodeName("s3");

    final Lab lab;
    final World world;
    final List<WorldEvent> events = new ArrayList<>();

    Moves() {
        this(Timings.measured());
    }

    Moves(Timings timings) {
        lab = new Lab(FakeFleet.builder().storageNodes(5).timings(timings));
        world = lab.fleet.world();
        world.listen(new WorldListener() {
            @Override
            public void happened(WorldEvent event) {
                events.add(event);
            }
        });
    }

    /** Exports disks to a node and logs it in. */
    void connect(String node, String... disks) {
        lab.prepare(Stream.of(disks).map(d -> d.substring(0, 2)).distinct().toArray(String[]::new));
        for (String disk : disks) {
            lab.export(disk, node);
        }
        lab.login(node, disks);
    }

    /** Lets only one node at some disks, and logs it in. */
    void grant(String node, String... disks) {
        for (String disk : disks) {
            lab.access(disk, 1, 9, node);
        }
        lab.advance(1);
        lab.login(node, disks);
    }

    KernelOp create(List<List<String>> mirrors, List<List<String>> logs, String... properties) {
        LinkedHashMap<String, String> set = new LinkedHashMap<>();
        for (String property : properties) {
            set.put(property.split("=")[0], property.split("=")[1]);
        }
        return world.call(() -> d1().zpool().create("p1", paths(mirrors), paths(logs), set, false));
    }

    private static List<List<String>> paths(List<List<String>> disks) {
        return disks.stream()
                .map(mirror -> mirror.stream().map(Lab::path).toList())
                .toList();
    }

    /** Appends a record and begins to make it durable. */
    KernelOp write(String node, String text) {
        return world.call(() -> {
            PoolFiles files = lab.pool(node).files();
            files.append("/p1/journal", text);
            return files.flush("/p1/journal");
        });
    }

    KernelOp importPool(String node, boolean force, String... disks) {
        return world.call(() -> {
            DatabaseHost host = lab.fleet.database(node);
            List<InitiatorSession> devices = Stream.of(disks)
                    .map(disk -> host.initiator().device(Lab.path(disk)).orElseThrow())
                    .toList();
            LinkedHashMap<String, String> properties = new LinkedHashMap<>();
            properties.put("cachefile", "none");
            return host.zpool().importPool("p1", devices, properties, force, true);
        });
    }

    String refusal(KernelOp operation) {
        return operation.refusal().map(ZfsRefusal::text).orElse("");
    }

    DatabaseHost d1() {
        return lab.fleet.database("d1");
    }

    PhysicalDisk disk(String serial) {
        return lab.fleet.storage(serial.substring(0, 2)).disk(new DiskSerial(serial));
    }

    /** What records are on a disk. */
    List<String> on(String serial) {
        return world.call(
                () -> disk(serial).contents().stream().map(Write::text).toList());
    }

    List<String> read(String node) {
        return world.readBack(new NodeName(node), "p1").stream()
                .map(Write::text)
                .toList();
    }

    List<String> lost(String node) {
        return world.lostWrites(new NodeName(node), "p1").stream()
                .map(Write::text)
                .toList();
    }

    Leaf leaf(String node, String disk) {
        return world.call(() -> lab.pool(node).leaves().stream()
                .filter(leaf -> leaf.path().equals(Lab.path(disk)))
                .findFirst()
                .orElseThrow());
    }

    VdevState state(String node, String disk) {
        return leaf(node, disk).state();
    }

    void removeSession(String node, String disk) {
        world.run(() -> {
            int unused =
                    lab.fleet.database(node).initiator().remove(s -> s.target().equals(lab.target(disk)));
        });
        lab.advance(1);
    }

    List<String> events(WorldEvent.Kind kind) {
        return events.stream()
                .filter(event -> event.kind() == kind)
                .map(event -> (event.node() + " " + event.subject() + " " + event.detail()).strip())
                .toList();
    }
}
