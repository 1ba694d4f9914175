/**
 * The deterministic simulator: whole services that embed zsan, on one thread, in virtual time, over the simulated world,
 * while everything goes wrong that a schedule says. The same seed gives the same run.
 */
@NullMarked
package io.zsan.testkit.sim;

import org.jspecify.annotations.NullMarked;
