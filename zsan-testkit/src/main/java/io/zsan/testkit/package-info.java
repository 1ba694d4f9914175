/**
 * Everything that a test of failover logic needs instead of machines.
 *
 * <p>Lives here: {@link io.zsan.testkit.FakeFleet}, which puts together a simulated SAN and the fake nodes in front of it.
 * The parts are in {@code world} (what is), {@code fake} (what it says) and {@code ssh} (how to get there).
 */
@NullMarked
package io.zsan.testkit;

import org.jspecify.annotations.NullMarked;
