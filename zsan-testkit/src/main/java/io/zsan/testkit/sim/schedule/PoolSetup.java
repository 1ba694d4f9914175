package io.zsan.testkit.sim.schedule;

/**
 * A pool of a simulation.
 *
 * @param mirrors top-level data mirrors
 * @param width legs of each
 * @param log whether it has a mirrored log
 */
public record PoolSetup(String name, int mirrors, int width, boolean log) {}
