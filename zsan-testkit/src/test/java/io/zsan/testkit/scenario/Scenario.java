package io.zsan.testkit.scenario;

import io.zsan.decide.DisconnectMode;
import io.zsan.decide.Policy;
import io.zsan.testkit.sim.Simulation;
import io.zsan.testkit.sim.rule.Rule;
import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.Hardware;
import io.zsan.testkit.sim.schedule.PoolSetup;
import io.zsan.testkit.sim.schedule.Schedule;
import io.zsan.testkit.sim.schedule.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A story in which fixed things go wrong at fixed times. Storage nodes are {@code s1}, {@code s2} …, each a failure domain
 * of its own; database nodes {@code d1}, {@code d2} …; controllers {@code c1}, {@code c2} …. The pools are there, on
 * {@code d1}, {@code d2} … in turn, from second 30 on; the first legs of a pool lie on the first storage nodes.
 *
 * <p>By default the host application asks for nothing by itself: who is to fail over what, and when, is part of the story.
 */
final class Scenario {
    private static final Duration NEVER = Duration.ofHours(10);
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);

    private final int storageNodes;
    private final int disks;
    private final int databaseNodes;
    private final List<PoolSetup> pools = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private int controllers = 1;
    private Policy policy = Policy.defaults();
    private Duration suspicion = NEVER;
    private Duration boot = Duration.ofSeconds(10);
    private Duration resilver = Duration.ofSeconds(10);
    private Duration until = Duration.ZERO;
    private long seed = 1;

    private Scenario(int storageNodes, int disks, int databaseNodes) {
        this.storageNodes = storageNodes;
        this.disks = disks;
        this.databaseNodes = databaseNodes;
    }

    /** A fleet of storage nodes, all with so many disks, and database nodes. */
    static Scenario fleet(int storageNodes, int disks, int databaseNodes) {
        return new Scenario(storageNodes, disks, databaseNodes);
    }

    /** The usual one: four storage nodes with a disk each, two database nodes, and pool {@code p1} on three legs. */
    static Scenario usual() {
        return fleet(4, 1, 2).pool("p1", 3);
    }

    /** A pool of one mirror. */
    Scenario pool(String name, int width) {
        pools.add(new PoolSetup(name, 1, width, false));
        return this;
    }

    /** A pool of one mirror, and a mirrored log of the same width. */
    Scenario poolWithLog(String name, int width) {
        pools.add(new PoolSetup(name, 1, width, true));
        return this;
    }

    Scenario controllers(int many) {
        controllers = many;
        return this;
    }

    Scenario policy(UnaryOperator<Policy.Builder> change) {
        policy = change.apply(Policy.builder(policy)).build();
        return this;
    }

    /** R2: sessions fail at once when they are lost, and ZFS drops their legs by itself. */
    Scenario failMode() {
        return policy(p -> p.disconnectMode(DisconnectMode.FAIL));
    }

    /** The same story in fail mode; this one stays what it is. */
    Scenario inFailMode() {
        Scenario copy = new Scenario(storageNodes, disks, databaseNodes);
        copy.pools.addAll(pools);
        copy.faults.addAll(faults);
        copy.controllers = controllers;
        copy.policy = policy;
        copy.suspicion = suspicion;
        copy.boot = boot;
        copy.resilver = resilver;
        copy.until = until;
        copy.seed = seed;
        return copy.failMode();
    }

    /** The host application fails over by itself what has been in trouble for so long, and recycles what is dirty. */
    Scenario hostSuspectsAfter(double seconds) {
        suspicion = time(seconds);
        return this;
    }

    Scenario bootTakes(double seconds) {
        boot = time(seconds);
        return this;
    }

    Scenario resilverTakes(double seconds) {
        resilver = time(seconds);
        return this;
    }

    /** The story is not over before that second, though nothing more goes wrong. */
    Scenario goesOnUntil(double second) {
        until = time(second);
        return this;
    }

    /** Another way for chance to fall: delays of messages, times of writes. */
    Scenario seed(long value) {
        seed = value;
        return this;
    }

    /** What goes wrong, or is asked for: see {@link Moment}. */
    Scenario where(Fault... events) {
        Collections.addAll(faults, events);
        return this;
    }

    /** What comes of it with all rules. */
    Aftermath run() {
        return run(EnumSet.noneOf(Rule.class));
    }

    /** What comes of it when rules are taken out. */
    Aftermath runWithout(Rule... rules) {
        EnumSet<Rule> broken = EnumSet.noneOf(Rule.class);
        Collections.addAll(broken, rules);
        return run(broken);
    }

    private Aftermath run(Set<Rule> broken) {
        return new Aftermath(Simulation.run(schedule(), broken, true), broken);
    }

    private Schedule schedule() {
        Duration end = until;
        for (Fault fault : faults) {
            Duration over = Moment.jumps(fault.kind()) ? fault.at() : fault.end();
            end = over.compareTo(end) > 0 ? over : end;
        }
        Setup setup = new Setup(
                storageNodes,
                disks,
                databaseNodes,
                pools,
                controllers,
                policy,
                ROUND,
                suspicion,
                boot,
                resilver,
                end.plus(AFTERWARDS),
                Hardware.alike(),
                false);
        return new Schedule(seed, setup, faults);
    }

    static Duration time(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
