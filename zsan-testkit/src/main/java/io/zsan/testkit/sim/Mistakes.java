package io.zsan.testkit.sim;

import io.zsan.model.NodeName;
import io.zsan.node.VdevState;
import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.world.Chap;
import io.zsan.testkit.world.CtlConf;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.KernelOp;
import io.zsan.testkit.world.Leaf;
import io.zsan.testkit.world.Pool;
import io.zsan.testkit.world.TargetServer;
import io.zsan.testkit.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What people do by hand on the nodes, past zsan: with a pool wherever it is imported at that moment, if anywhere. */
final class Mistakes {
    /** The stamp of a pool's first owner. What people put back; zsan renews it. */
    private static final String OLD = "zsan:1";

    /** None of ours, an old one, one that nobody has come to yet, none at all. */
    private static final List<String> COMMENTS = List.of("do not touch", OLD, "zsan:999", "");

    private static final Duration COMES_BACK = Duration.ofSeconds(10);

    private final World world;

    Mistakes(World world) {
        this.world = world;
    }

    /** Of a whole mirror of three or more: what is offline in a pool's configuration is of no use for an import. */
    void offline(Fault fault) {
        withLeaf(fault, (pool, leaf) -> {
            boolean spared = pool.mirrors().stream()
                    .filter(mirror -> mirror.leaves().contains(leaf))
                    .anyMatch(mirror -> mirror.slots().size() > 2
                            && mirror.leaves().stream()
                                    .allMatch(l -> l.state() == VdevState.ONLINE && !l.resilvering()));
            if (spared) {
                KernelOp unused =
                        pool.host().zpool().offline(pool.name(), leaf.guid().toString());
            }
        });
    }

    void logOut(Fault fault) {
        withLeaf(fault, (pool, leaf) -> {
            int unused = pool.host().initiator().remove(leaf::isOn);
        });
    }

    /** It logs in anew with that; where targets ask for none, nothing comes of it. */
    void changeSecret(Fault fault) {
        withLeaf(
                fault,
                (pool, leaf) -> pool.host().initiator().sessions().stream()
                        .filter(leaf::isOn)
                        .forEach(session -> pool.host()
                                .initiator()
                                .modify(session, Optional.of(new Chap(session.initiator(), "changed by hand")))));
    }

    void export(Fault fault) {
        imported(fault.on()).ifPresent(pool -> {
            KernelOp unused = pool.host().zpool().export(pool.name());
        });
    }

    void unmount(Fault fault) {
        imported(fault.on()).ifPresent(pool -> {
            KernelOp unused = pool.host().zpool().unmount(pool.name());
        });
    }

    void cache(Fault fault) {
        imported(fault.on()).ifPresent(pool -> {
            KernelOp unused = pool.host().zpool().set(pool.name(), "cachefile", "");
        });
    }

    /** Overwrites the comment for a while; until it is right again everywhere, people come back to it. */
    void stamp(Fault fault) {
        imported(fault.on()).ifPresent(pool -> {
            String wrong = COMMENTS.get(Integer.parseInt(fault.other()));
            KernelOp command = set(pool, wrong);
            if (!wrong.equals(OLD)) {
                world.schedule(fault.lasts(), () -> restore(fault.on(), wrong, command));
            }
        });
    }

    private void restore(String name, String wrong, KernelOp command) {
        // It may hang in a freeze, and take effect after all.
        boolean again = world.rewriteComment(name, wrong, OLD) || !command.done();
        for (DatabaseHost host : world.databaseHosts()) {
            Optional<Pool> pool = host.pool(name)
                    .filter(p -> p.properties().getOrDefault("comment", "").equals(wrong));
            pool.filter(p -> host.responsive()).ifPresent(p -> {
                KernelOp unused = set(p, OLD);
            });
            again |= pool.isPresent();
        }
        if (again) {
            world.schedule(COMES_BACK, () -> restore(name, wrong, command));
        }
    }

    private static KernelOp set(Pool pool, String comment) {
        return pool.host().zpool().set(pool.name(), "comment", comment);
    }

    void emptyTarget(Fault fault) {
        TargetServer targets = world.storage(new NodeName(fault.on())).targets();
        targets.reload(() -> new CtlConf(Map.of(), targets.configuration().portalGroups(), Map.of(), Map.of()));
    }

    void foreignPool(Fault fault) {
        world.database(new NodeName(fault.other())).strangePool(fault.on(), "");
    }

    void foreignCopy(Fault fault) {
        world.database(new NodeName(fault.other())).strangePool(fault.on(), OLD);
    }

    private void withLeaf(Fault fault, BiConsumer<Pool, Leaf> deed) {
        imported(fault.on()).ifPresent(pool -> {
            List<Leaf> leaves = pool.leaves();
            deed.accept(pool, leaves.get(Integer.parseInt(fault.other()) % leaves.size()));
        });
    }

    /** Where people would look for it: on a node that they reach. */
    private Optional<Pool> imported(String name) {
        return world.databaseHosts().stream()
                .filter(DatabaseHost::responsive)
                .map(host -> host.pool(name))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
