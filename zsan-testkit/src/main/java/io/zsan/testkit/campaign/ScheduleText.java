package io.zsan.testkit.campaign;

import io.zsan.testkit.sim.schedule.PoolSetup;
import io.zsan.testkit.sim.schedule.Schedule;
import io.zsan.testkit.sim.schedule.Setup;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** A schedule in words. */
public final class ScheduleText {
    private ScheduleText() {}

    /** The setup, then one line for each fault. */
    public static String of(Schedule schedule) {
        String faults =
                schedule.faults().stream().map(fault -> "  " + fault + "\n").collect(Collectors.joining());
        return setup(schedule.setup()) + (faults.isEmpty() ? "  no fault at all\n" : faults);
    }

    static String setup(Setup setup) {
        return String.format(
                Locale.ROOT,
                "  %d storage nodes with %d disks, %d database nodes, %d controllers, %s, at least %d in sync\n"
                        + "  pools %s\n"
                        + "  rounds every %s, an owner is suspected after %s, a boot takes %s, faults until %s\n",
                setup.storageNodes(),
                setup.disks(),
                setup.databaseNodes(),
                setup.controllers(),
                setup.policy().disconnectMode(),
                setup.policy().minInSync(),
                setup.pools().stream().map(ScheduleText::pool).collect(Collectors.joining(", ")),
                seconds(setup.interval()),
                seconds(setup.suspicion()),
                seconds(setup.boot()),
                seconds(setup.faultsUntil()));
    }

    private static String pool(PoolSetup pool) {
        return pool.name() + ": " + pool.mirrors() + (pool.mirrors() == 1 ? " mirror of " : " mirrors of ")
                + pool.width() + (pool.log() ? " and a log" : "");
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f s", time.toMillis() / 1000.0);
    }
}
