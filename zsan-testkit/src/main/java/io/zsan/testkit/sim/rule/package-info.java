/** The safety rules, and how a simulation breaks each of them. Nothing here can be reached from production code. */
@NullMarked
package io.zsan.testkit.sim.rule;

import org.jspecify.annotations.NullMarked;
