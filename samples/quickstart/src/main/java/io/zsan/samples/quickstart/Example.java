package io.zsan.samples.quickstart;

import io.zsan.San;
import io.zsan.act.PoolHooks;
import io.zsan.decide.PoolSpec;
import io.zsan.freebsd.FreeBsdFleet;
import io.zsan.freebsd.fleet.FleetFile;
import io.zsan.ledger.FileLedger;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.nio.file.Path;
import java.time.Duration;

/** The example of the README, compiled. */
final class Example {
    private Example() {}

    /** What a host application knows and zsan does not: whether it still trusts a database node. */
    interface MyService {
        boolean trusts(String node);
    }

    static void run(MyService myService, PoolHooks hooks) {
        // README begins
        FleetFile file = FleetFile.read(Path.of("fleet.toml"));
        PoolName pgdata = new PoolName("pgdata");
        try (FreeBsdFleet nodes = FreeBsdFleet.connect(file);
                San san = San.builder(file.fleet())
                        .ledger(FileLedger.open(Path.of("/var/db/myservice/zsan.ledger")))
                        .nodes(nodes.gateway())
                        .hooks(hooks)
                        .build()) {
            san.preflight().forEach(System.out::println);
            san.enrol().forEach(System.out::println);
            san.createPool(PoolSpec.of(pgdata, new NodeName("d1")), Duration.ofMinutes(5));
            while (myService.trusts("d1")) {
                san.step(); // records losses, replaces legs, recycles LUNs
            }
            System.out.print(san.planFailover(pgdata, new NodeName("d2")).text());
            san.failover(pgdata, new NodeName("d2"), Duration.ofMinutes(5));
        }
        // README ends
    }
}
