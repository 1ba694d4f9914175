package io.zsan.lab.driver;

import io.zsan.freebsd.Deadlines;
import io.zsan.freebsd.FreeBsdDatabaseNode;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.lab.host.DatabaseHost;
import io.zsan.model.Iqn;
import io.zsan.node.DatabaseNodeDriver;
import java.time.Duration;

/** Makes drivers of database nodes: the one of FreeBSD, with the lab's initiator and runner. */
public final class LabDrivers {
    private LabDrivers() {}

    /** How long commands may take here, where everything is near. */
    public static Deadlines deadlines() {
        return Deadlines.builder()
                .look(Duration.ofSeconds(2))
                .change(Duration.ofSeconds(10))
                .zfsChange(Duration.ofSeconds(10))
                .poolChange(Duration.ofSeconds(20))
                .probe(Duration.ofSeconds(1))
                .settle(Duration.ofSeconds(5))
                .poll(Duration.ofMillis(50))
                .queue(Duration.ofSeconds(2))
                .build();
    }

    /** Runs ZFS commands as the driver does. */
    public static CommandRunner runner(DatabaseHost host) {
        return new LabRunner(host);
    }

    public static DatabaseNodeDriver database(DatabaseHost host, Iqn targetBase) {
        Exporters exporters = new Exporters(host);
        return FreeBsdDatabaseNode.builder(host.node(), targetBase, runner(host))
                .initiator(exporters)
                .machine(exporters)
                .deadlines(deadlines())
                .build();
    }
}
