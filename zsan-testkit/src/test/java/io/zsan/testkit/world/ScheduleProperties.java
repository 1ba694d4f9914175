package io.zsan.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.model.NodeName;
import io.zsan.testkit.Lab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Any schedule of faults and moves around one pool with one owner. */
class ScheduleProperties {
    private static final List<String> DISKS = List.of("s1d1", "s2d1", "s3d1");

    /** One run: what was seen after each step. */
    private static List<String> run(List<Integer> steps) {
        Lab lab = new Lab();
        lab.poolOn("d1", "s1d1", "s2d1", "s3d1");
        List<String> trace = new ArrayList<>();
        List<KernelOp> flushes = new ArrayList<>();
        DatabaseHost owner = lab.fleet.database("d1");
        for (int step : steps) {
            String disk = DISKS.get(step % 3);
            NodeName storage = new NodeName(disk.substring(0, 2));
            switch (step / 3) {
                case 0 -> lab.fleet.silence(storage);
                case 1 -> lab.fleet.wake(storage);
                case 2 -> lab.run("d1", "/usr/bin/iscsictl -R -t " + lab.target(disk));
                case 3 -> lab.run("d1", "/usr/bin/iscsictl -A -p " + lab.portal(disk) + " -t " + lab.target(disk));
                case 4 -> lab.fleet.world().run(() -> flushes.add(owner.zpool().online("p1", Lab.path(disk))));
                case 5 -> lab.fleet.world().link(new NodeName("d1"), storage, step % 2 == 0);
                case 6 -> disk(lab, disk).failWrites(step % 2 == 0);
                case 7 ->
                    lab.fleet.world().oneWay(new NodeName("d1"), storage, World.Direction.FROM_STORAGE, step % 2 == 0);
                case 8 ->
                    lab.fleet.world().oneWay(new NodeName("d1"), storage, World.Direction.TO_STORAGE, step % 2 == 0);
                case 9 -> disk(lab, disk).latency(Duration.ofMillis(step % 2 * 1500));
                case 10 -> lab.fleet.world().run(() -> flushes.add(owner.zpool().clear("p1")));
                default ->
                    lab.fleet.world().run(() -> {
                        Pool pool = owner.pool("p1").orElseThrow();
                        pool.files().append("/p1/journal", "record " + flushes.size());
                        flushes.add(pool.files().flush("/p1/journal"));
                    });
            }
            lab.advance(step % 5);
            trace.add(lab.fleet
                    .world()
                    .call(() -> owner.pool("p1").orElseThrow().config() + " "
                            + owner.initiator().sessions().stream()
                                    .map(InitiatorSession::state)
                                    .toList()
                            + flushes.stream().map(KernelOp::done).toList()));
        }
        check(lab);
        return trace;
    }

    private static PhysicalDisk disk(Lab lab, String serial) {
        return lab.fleet.storage(serial.substring(0, 2)).disks().get(0);
    }

    private static void check(Lab lab) {
        assertThat(lab.fleet.world().violations()).isEmpty();
        assertThat(lab.fleet.world().lostWrites(new NodeName("d1"), "p1")).isEmpty();
        // W=1: what was acknowledged is on some leg that is not known to be behind.
        List<Write> somewhere = lab.fleet
                .world()
                .call(() -> lab.pool("d1").leaves().stream()
                        .flatMap(leaf ->
                                lab.fleet.storage(leaf.path().substring(17, 19)).disks().get(0).contents().stream())
                        .toList());
        assertThat(somewhere).containsAll(lab.fleet.world().acknowledgedWrites());
    }

    @Property(tries = 60)
    void sameScheduleGivesTheSameRunAndLosesNothing(@ForAll @Size(max = 25) List<@IntRange(max = 47) Integer> steps) {
        assertThat(run(steps)).isEqualTo(run(steps));
    }
}
