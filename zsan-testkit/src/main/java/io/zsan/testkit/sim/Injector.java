package io.zsan.testkit.sim;

import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.FleetEdit;
import io.zsan.testkit.world.Host;
import io.zsan.testkit.world.PhysicalDisk;
import io.zsan.testkit.world.StorageHost;
import io.zsan.testkit.world.World;
import java.time.Duration;
import java.util.TreeMap;

/** Carries a schedule's faults out in the world, and takes them back when they are over. */
final class Injector {
    private static final int BOUNCES = 4;

    /** How often a person looks who watches. */
    private static final Duration LOOKS = Duration.ofSeconds(3);

    private final Simulation simulation;
    private final World world;
    private final Mistakes mistakes;

    /** Faults of one sort may overlap on one thing: it is well again when the last one is over. */
    private final TreeMap<String, Integer> underWay = new TreeMap<>();

    Injector(Simulation simulation) {
        this.simulation = simulation;
        this.world = simulation.world();
        this.mistakes = new Mistakes(world);
    }

    void plan(Fault fault) {
        world.schedule(fault.at(), () -> {
            simulation.chronicle().fault(fault);
            begin(fault);
        });
    }

    private void begin(Fault fault) {
        switch (fault.kind()) {
            case STORAGE_CRASH, DATABASE_CRASH -> crash(fault, host(fault));
            case STORAGE_POWER_CYCLE -> host(fault).powerCycle();
            case STORAGE_RENUMBER -> {
                storage(fault).renumberAtBoot(true);
                crash(fault, host(fault));
            }
            case STORAGE_PAUSE, DATABASE_PAUSE ->
                during(fault, () -> host(fault).silence(), () -> host(fault).wake());
            case STORAGE_FLAP -> flap(fault, BOUNCES);
            case TARGET_STOP -> world.run(() -> storage(fault).targets().stop());
            case LINK_CUT -> during(fault, () -> link(fault, false), () -> link(fault, true));
            case LINK_ANSWERS_LOST ->
                during(
                        fault,
                        () -> oneWay(fault, World.Direction.FROM_STORAGE, true),
                        () -> oneWay(fault, World.Direction.FROM_STORAGE, false));
            case LINK_REQUESTS_LOST ->
                during(
                        fault,
                        () -> oneWay(fault, World.Direction.TO_STORAGE, true),
                        () -> oneWay(fault, World.Direction.TO_STORAGE, false));
            case LINK_DELAY ->
                during(fault, () -> delay(fault, Duration.ofMillis(700)), () -> delay(fault, Duration.ZERO));
            case LINK_FLAP -> linkFlap(fault, 2 * BOUNCES);
            case DATABASE_ISOLATED -> during(fault, () -> isolate(fault, true), () -> isolate(fault, false));
            case DISK_WRITE_ERRORS ->
                during(
                        fault,
                        () -> disk(fault).failWrites(true),
                        () -> disk(fault).failWrites(false));
            case DISK_READ_ERRORS ->
                during(
                        fault,
                        () -> disk(fault).failReads(true),
                        () -> disk(fault).failReads(false));
            case DISK_SLOW ->
                during(
                        fault,
                        () -> disk(fault).latency(Duration.ofSeconds(12)),
                        () -> disk(fault).latency(Duration.ZERO));
            case DATABASE_UNREACHABLE ->
                during(
                        fault,
                        () -> host(fault).cutOperators(true),
                        () -> host(fault).cutOperators(false));
            case DATABASE_WEDGE -> world.database(node(fault)).wedge();
            case CONTROLLER_CRASH -> simulation.crash(fault.on(), fault.lasts());
            case CONTROLLER_PAUSE ->
                during(fault, () -> simulation.pause(fault.on()), () -> simulation.resume(fault.on()));
            case CONTROL_CUT ->
                during(
                        fault,
                        () -> simulation.control().cut(fault.on(), new NodeName(fault.other()), true),
                        () -> simulation.control().cut(fault.on(), new NodeName(fault.other()), false));
            case REPLIES_LOST ->
                during(
                        fault,
                        () -> simulation.control().repliesLost(node(fault), true),
                        () -> simulation.control().repliesLost(node(fault), false));
            case COMMANDS_HELD ->
                during(
                        fault,
                        () -> simulation.control().held(node(fault), true),
                        () -> simulation.control().held(node(fault), false));
            case LEDGER_CUT ->
                during(
                        fault,
                        () -> simulation.ledger().cut(fault.on(), true),
                        () -> simulation.ledger().cut(fault.on(), false));
            case LEDGER_REPLIES_LOST ->
                during(
                        fault,
                        () -> simulation.ledger().repliesLost(true),
                        () -> simulation.ledger().repliesLost(false));
            case LEDGER_COMMITS_LATE ->
                during(
                        fault,
                        () -> simulation.ledger().commitsLate(true),
                        () -> simulation.ledger().commitsLate(false));
            case CLOCK_JUMP -> simulation.jump(fault.on(), fault.lasts());
            case NODE_CLOCK_JUMP -> host(fault).clockJump(fault.lasts());
            case ASK_FAILOVER -> simulation.ask(h -> h.failover(pool(fault), new NodeName(fault.other())));
            case ASK_SWITCHOVER -> simulation.ask(h -> h.switchover(pool(fault), new NodeName(fault.other())));
            case ASK_RECYCLE -> simulation.ask(h -> h.recycle(node(fault)));
            case ASK_PLAN -> simulation.ask(h -> h.plan(pool(fault), new NodeName(fault.other())));
            case ASK_CANCEL_SWITCHOVER -> simulation.ask(h -> h.cancelSwitchover(pool(fault)));
            case ASK_CREATE -> simulation.ask(h -> h.create(pool(fault), new NodeName(fault.other())));
            case ASK_CANCEL_CREATE -> simulation.ask(h -> h.cancelCreate(pool(fault)));
            case ASK_PLAN_CREATE -> simulation.ask(h -> h.planCreate(pool(fault), new NodeName(fault.other())));
            case ASK_ACCEPT -> simulation.ask(h -> h.accept(pool(fault), Integer.parseInt(fault.other())));
            case ASK_ENROL -> simulation.ask(HostApplication::enrol);
            case PERSON_OFFLINES -> mistakes.offline(fault);
            case PERSON_LOGS_OUT -> mistakes.logOut(fault);
            case PERSON_EXPORTS -> mistakes.export(fault);
            case PERSON_UNMOUNTS -> mistakes.unmount(fault);
            case PERSON_CACHES -> mistakes.cache(fault);
            case PERSON_STAMPS -> mistakes.stamp(fault);
            case PERSON_EMPTIES_TARGET -> mistakes.emptyTarget(fault);
            case FOREIGN_POOL -> mistakes.foreignPool(fault);
            case FOREIGN_COPY -> mistakes.foreignCopy(fault);
            case ASK_NONSENSE -> simulation.ask(h -> h.slips().nonsense(pool(fault), Integer.parseInt(fault.other())));
            case ASK_EDITED_FLEET -> editedFleet(fault);
            case ASK_WATCH -> watch(fault, fault.lasts());
            case PERSON_CHANGES_SECRET -> mistakes.changeSecret(fault);
        }
    }

    private void during(Fault fault, Runnable begin, Runnable end) {
        String key = fault.kind() + " " + fault.on() + " " + fault.other();
        if (underWay.merge(key, 1, Integer::sum) == 1) {
            begin.run();
        }
        world.schedule(fault.lasts(), () -> {
            if (underWay.merge(key, -1, Integer::sum) == 0) {
                end.run();
                simulation.chronicle().over(fault);
            }
        });
    }

    /** Without power while any fault wants it so; the key is of the node alone, whatever took its power. */
    private void crash(Fault fault, Host host) {
        String key = "power " + fault.on();
        underWay.merge(key, 1, Integer::sum);
        host.powerOff();
        world.schedule(fault.lasts(), () -> {
            if (underWay.merge(key, -1, Integer::sum) == 0) {
                host.powerOn();
                simulation.chronicle().over(fault);
            }
        });
    }

    private void flap(Fault fault, int bounces) {
        if (bounces == 0) {
            return;
        }
        Duration part = fault.lasts().dividedBy(2L * BOUNCES);
        if (bounces % 2 == 0) {
            during(
                    new Fault(fault.at(), io.zsan.testkit.sim.schedule.FaultKind.STORAGE_PAUSE, fault.on(), "", part),
                    () -> host(fault).silence(),
                    () -> host(fault).wake());
        } else {
            host(fault).powerCycle();
        }
        world.schedule(part.multipliedBy(2), () -> flap(fault, bounces - 1));
    }

    private void linkFlap(Fault fault, int changes) {
        if (changes == 0) {
            link(fault, true);
            return;
        }
        link(fault, changes % 2 != 0);
        world.schedule(fault.lasts().dividedBy(2L * BOUNCES), () -> linkFlap(fault, changes - 1));
    }

    /** A shelf that is moved in the fleet is cabled to its new storage node as well. */
    private void editedFleet(Fault fault) {
        FleetEdit edit = FleetEdit.valueOf(fault.other());
        if (edit == FleetEdit.SHELF_MOVED) {
            NodeName next = Slips.next(simulation.fleet(), node(fault));
            world.storage(next)
                    .sees(storage(fault).disks().stream().filter(this::known).toList());
        }
        simulation.ask(h -> h.slips().editedFleet(node(fault), edit));
    }

    private boolean known(PhysicalDisk disk) {
        return simulation.ledger().truth().luns().stream()
                .anyMatch(lun -> lun.id().disk().equals(disk.disk().serial()));
    }

    private void watch(Fault fault, Duration left) {
        simulation.ask(h -> h.planFailover(pool(fault), new NodeName(fault.other())));
        if (left.compareTo(LOOKS) > 0) {
            world.schedule(LOOKS, () -> watch(fault, left.minus(LOOKS)));
        }
    }

    private void isolate(Fault fault, boolean cut) {
        for (StorageHost storage : world.storageHosts()) {
            world.link(node(fault), storage.name(), !cut);
        }
    }

    private void link(Fault fault, boolean up) {
        world.link(node(fault), new NodeName(fault.other()), up);
    }

    private void oneWay(Fault fault, World.Direction direction, boolean cut) {
        world.oneWay(node(fault), new NodeName(fault.other()), direction, cut);
    }

    private void delay(Fault fault, Duration by) {
        world.delay(node(fault), new NodeName(fault.other()), by);
    }

    private Host host(Fault fault) {
        return world.host(node(fault));
    }

    private StorageHost storage(Fault fault) {
        return world.storage(node(fault));
    }

    private PhysicalDisk disk(Fault fault) {
        return storage(fault).disks().get(Integer.parseInt(fault.other()));
    }

    private static NodeName node(Fault fault) {
        return new NodeName(fault.on());
    }

    private static PoolName pool(Fault fault) {
        return new PoolName(fault.on());
    }
}
