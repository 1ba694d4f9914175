/**
 * The picture of a simulation: one HTML file, drawn from a {@link io.zsan.testkit.sim.Run} and nothing else, that a browser
 * shows without a network. Nothing here has any influence on a simulation.
 */
@NullMarked
package io.zsan.testkit.timeline;

import org.jspecify.annotations.NullMarked;
