package io.zsan.testkit.campaign;

import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.Simulation;
import io.zsan.testkit.sim.schedule.Profile;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** A program that prints what became of some seeds, for a test that runs it in another JVM. */
final class Digests {
    private Digests() {}

    public static void main(String[] arguments) {
        of(Profile.named(arguments[0]), Long.parseLong(arguments[1]), Long.parseLong(arguments[2]))
                .forEach(System.out::println);
    }

    /** One line for each seed: its digest, how long it took, and what it met. */
    static List<String> of(Profile profile, long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(seed -> {
                    Run run = Simulation.run(profile.draw(seed));
                    return String.format(
                            Locale.ROOT,
                            "%s %d: %016x %s %s %s",
                            profile,
                            seed,
                            run.trace().digest(),
                            run.simulated(),
                            run.breaches(),
                            run.tally().counts());
                })
                .toList();
    }
}
