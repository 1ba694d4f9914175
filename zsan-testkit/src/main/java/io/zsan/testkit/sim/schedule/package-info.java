/**
 * What a simulation goes through, as data: the fleet that it begins with, and the faults that befall it. Profiles draw
 * schedules from seeds; nothing is carried out here.
 */
@NullMarked
package io.zsan.testkit.sim.schedule;

import org.jspecify.annotations.NullMarked;
