/**
 * The nasty scenarios, each staged in the simulator with a fixed seed and fixed times: what zsan does with all its rules,
 * and what becomes of the same story when the rule that answers it is taken out. {@link io.zsan.testkit.scenario.Scenario}
 * tells a story, {@link io.zsan.testkit.scenario.Aftermath} says what came of it.
 */
@NullMarked
package io.zsan.testkit.scenario;

import org.jspecify.annotations.NullMarked;
