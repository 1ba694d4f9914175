/**
 * What stood where, moment by moment, in a simulation that is kept whole: for whoever draws it. Looks at the world, the
 * processes and the ledger, and changes none of them.
 */
@NullMarked
package io.zsan.testkit.sim.recording;

import org.jspecify.annotations.NullMarked;
