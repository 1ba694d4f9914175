package io.zsan.testkit.campaign;

import io.zsan.testkit.sim.Run;
import java.time.Duration;
import java.util.List;

/** How results are shown. */
public interface Report {
    /**
     * A campaign.
     *
     * @param seeds those that were wanted; how many were done is in {@code met}
     * @param took wall time
     * @param diagnoses of some of the violations
     */
    void campaign(Experiment experiment, Seeds seeds, Statistics met, Duration took, List<Diagnosis> diagnoses);

    /** Runs with rules broken, one rule after the other. */
    void brokenRules(List<BrokenRule> rules, List<Diagnosis> diagnoses);

    /** One run whose whole trace was kept. */
    void replay(Experiment experiment, Run run);
}
