/** Time, injected: nothing in zsan reads a clock or starts a timer except through here. */
@NullMarked
package io.zsan.time;

import org.jspecify.annotations.NullMarked;
