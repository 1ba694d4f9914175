/** That a recording says what happened, and that keeping it changes nothing. */
@NullMarked
package io.zsan.testkit.sim.recording;

import org.jspecify.annotations.NullMarked;
