package io.zsan.testkit.sim.schedule;

import io.zsan.error.InvalidInput;
import io.zsan.testkit.sim.Streams;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A way to draw schedules from seeds. */
public enum Profile {
    /** A small fleet, both disconnect modes, every kind of fault. */
    DEFAULT(1, 8) {
        @Override
        Setup setup(Draw draw) {
            return draw.small();
        }
    },
    /** Up to 20 storage nodes and 10 pools. */
    WIDE(4, 20) {
        @Override
        Setup setup(Draw draw) {
            return draw.wide();
        }
    },
    /** A small fleet of unlike hardware, requests at odd moments, and people's mistakes. */
    ROUGH(3, 12) {
        @Override
        Setup setup(Draw draw) {
            return draw.rough();
        }

        @Override
        boolean draws(FaultKind kind) {
            return true;
        }
    };

    private static final Duration SETTLED = Duration.ofSeconds(25);
    /** The disks are known, and the first pool is being created. */
    private static final Duration WHILE_CREATING = Duration.ofSeconds(4);

    private static final Duration WINDOW = Duration.ofMinutes(2);

    private final int least;
    private final int most;

    Profile(int least, int most) {
        this.least = least;
        this.most = most;
    }

    abstract Setup setup(Draw draw);

    boolean draws(FaultKind kind) {
        return !kind.rough();
    }

    /** The profile of that name, in any case. */
    public static Profile named(String name) {
        return Arrays.stream(values())
                .filter(p -> p.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInput("there is no profile '" + name + "'; there are "
                        + Arrays.stream(values())
                                .map(p -> p.name().toLowerCase(Locale.ROOT))
                                .toList()));
    }

    /** The kinds of faults that it draws. */
    public List<FaultKind> kinds() {
        return Arrays.stream(FaultKind.values()).filter(this::draws).toList();
    }

    /** The schedule of a seed. */
    public Schedule draw(long seed) {
        Streams streams = new Streams(seed);
        Setup setup = setup(new Draw(streams.fork("setup")));
        Duration from = streams.fork("beginning").nextInt(5) == 0 ? WHILE_CREATING : SETTLED;
        List<Fault> faults = new Trouble(streams.fork("trouble"), setup, kinds()).draw(from, WINDOW, least, most);
        Duration until = SETTLED;
        for (Fault fault : faults) {
            boolean jump = fault.kind() == FaultKind.CLOCK_JUMP || fault.kind() == FaultKind.NODE_CLOCK_JUMP;
            Duration end = jump ? fault.at() : fault.end();
            until = end.compareTo(until) > 0 ? end : until;
        }
        return new Schedule(seed, setup.until(until.plusSeconds(5)), faults);
    }
}
