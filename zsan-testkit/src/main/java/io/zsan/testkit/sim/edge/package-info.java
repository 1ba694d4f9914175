/**
 * The edges of a simulation, in place of ssh, commands, clocks and a ledger service: what production code calls, carried
 * out in the simulated world. Sent, applied and replied are three moments, and anything may go wrong between them.
 *
 * <p>The agents do in the world what the drivers of a backend do on real nodes, with the same checks.
 */
@NullMarked
package io.zsan.testkit.sim.edge;

import org.jspecify.annotations.NullMarked;
