/**
 * What is the same on a storage node whichever target serves it: the stamp by which an exported LUN is known again. Knows
 * no target, and runs no command.
 */
@NullMarked
package io.zsan.freebsd.stamp;

import org.jspecify.annotations.NullMarked;
