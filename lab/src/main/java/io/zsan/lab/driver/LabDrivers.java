package io.zsan.lab.driver;

import io.zsan.freebsd.Deadlines;
import io.zsan.freebsd.FreeBsdDatabaseNode;
import io.zsan.freebsd.dialect.Dialect;
import io.zsan.freebsd.dialect.FreeBsdRelease;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.lab.host.DatabaseHost;
import io.zsan.model.Iqn;
import io.zsan.node.DatabaseNodeDriver;
import java.time.Duration;

/** Makes drivers of database nodes: the one of FreeBSD, with the lab's initiator and runner. */
public final class LabDrivers {
    /** zfs-fuse, of the time of FreeBSD 9. */
    private static final Dialect DIALECT = new Dialect(FreeBsdRelease.FREEBSD_9, ZfsVersion.POOL_23);

    private LabDrivers() {}

    /** How long commands may take here, where everything is near. */
    public static Deadlines deadlines() {
        return Deadlines.builder()
                .look(Duration.ofSeconds(4))
                .change(Duration.ofSeconds(10))
                .zfsChange(Duration.ofSeconds(10))
                .poolChange(Duration.ofSeconds(20))
                .probe(Duration.ofSeconds(1))
                .settle(Duration.ofSeconds(5))
                .poll(Duration.ofMillis(50))
                .queue(Duration.ofSeconds(4))
                .build();
    }

    public static DatabaseNodeDriver database(DatabaseHost host, Iqn targetBase) {
        Exporters exporters = new Exporters(host);
        return FreeBsdDatabaseNode.builder(host.node(), targetBase, new LabRunner(host))
                .dialect(DIALECT)
                .initiator(exporters)
                .machine(exporters)
                .deadlines(deadlines())
                .build();
    }
}
