/** The invariants, one small class for each, checked after every event against the world as it is. */
@NullMarked
package io.zsan.testkit.sim.check;

import org.jspecify.annotations.NullMarked;
