package io.zsan.testkit.campaign;

import io.zsan.testkit.sim.Breach;

/** A seed that broke a promise. The rest of its run can be had again at any time, by running it again. */
public record Failure(long seed, Breach breach) {}
