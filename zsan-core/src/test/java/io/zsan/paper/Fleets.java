package io.zsan.paper;

import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.FailureDomain;
import io.zsan.model.Fleet;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.Portal;
import io.zsan.model.StorageNode;
import java.util.List;
import java.util.stream.IntStream;

/** Fleets for tests: storage nodes s1, s2, …, each in a rack of its own, with disks s1d1, s1d2, …; database nodes d1, d2, …. */
public final class Fleets {
    public static final long SIZE = 1L << 30;
    public static final PoolName P = new PoolName("p");
    public static final NodeName D1 = new NodeName("d1");
    public static final NodeName D2 = new NodeName("d2");
    public static final NodeName D3 = new NodeName("d3");
    public static final NodeName S1 = new NodeName("s1");
    public static final NodeName S2 = new NodeName("s2");
    public static final NodeName S3 = new NodeName("s3");
    public static final NodeName S4 = new NodeName("s4");

    private Fleets() {}

    public static Fleet of(int storageNodes, int disks, int databaseNodes) {
        return new Fleet(
                new Iqn("iqn.2026-11.test"),
                IntStream.rangeClosed(1, storageNodes)
                        .mapToObj(s -> storage(s, disks))
                        .toList(),
                IntStream.rangeClosed(1, databaseNodes)
                        .mapToObj(d -> new DatabaseNode(new NodeName("d" + d), new Iqn("iqn.2026-11.test:d" + d)))
                        .toList());
    }

    private static StorageNode storage(int s, int disks) {
        List<Disk> list = IntStream.rangeClosed(1, disks)
                .mapToObj(d -> new Disk(new DiskSerial("s" + s + "d" + d), SIZE, 512))
                .toList();
        return new StorageNode(new NodeName("s" + s), new FailureDomain("rack" + s), new Portal("s" + s, 3260), list);
    }

    /** The first disk of a storage node in its first generation. */
    public static LunRef lun(NodeName storageNode) {
        return lun(storageNode, 1, 1);
    }

    public static LunRef lun(NodeName storageNode, int disk, int generation) {
        return new LunRef(
                new LunId(storageNode, new DiskSerial(storageNode.text() + "d" + disk)), new Generation(generation));
    }
}
