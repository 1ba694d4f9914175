package io.zsan.testkit.world;

import java.util.Optional;

/** What the zpool program itself looks at before it asks the kernel: paths and labels of devices. */
final class Devices {
    /** Two labels and the boot area in front, two labels behind. */
    private static final long LABELS = (4L << 20) + (512L << 10);

    private static final long LABEL = 256L << 10;

    private Devices() {}

    static InitiatorSession resolve(DatabaseHost host, String path) {
        return host.initiator()
                .device(path)
                .orElseThrow(() ->
                        new ZfsRefusal("cannot resolve path '" + (path.startsWith("/") ? path : "/dev/" + path) + "'"));
    }

    /** Bytes that a leaf on a device has for data. */
    static long asize(InitiatorSession session) {
        long size = session.device().orElseThrow().disk().disk().sizeBytes();
        return (size - LABELS) / LABEL * LABEL;
    }

    /** Refuses a device that carries the label of a pool. One in use here is refused even by force. */
    static void checkUnused(DatabaseHost host, String path, InitiatorSession session, boolean force) {
        String full = path.startsWith("/") ? path : "/dev/" + path;
        Optional<OnDisk> label = session.device().orElseThrow().disk().zfs();
        if (label.isEmpty()) {
            return;
        }
        OnDisk found = label.get();
        Optional<Pool> here = host.pool(found.config().guid());
        if (here.isPresent()) {
            // A device that left the pool is not looked at twice: its old label says nothing any more (A27).
            if (here.get().leaves().stream().anyMatch(leaf -> leaf.guid().equals(found.leaf()))) {
                throw inUse(force, full, "active", found);
            }
        } else if (!force) {
            throw inUse(false, full, found.exported() ? "exported" : "potentially active", found);
        }
    }

    private static ZfsRefusal inUse(boolean forced, String path, String how, OnDisk label) {
        return new ZfsRefusal("invalid vdev specification\n"
                + (forced
                        ? "the following errors must be manually repaired:\n"
                        : "use '-f' to override the following errors:\n")
                + path + " is part of " + how + " pool '" + label.config().name() + "'");
    }
}
