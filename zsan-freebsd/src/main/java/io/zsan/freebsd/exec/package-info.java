/**
 * Running commands on a node: on this machine or over the system's {@code ssh}, always under a deadline.
 *
 * <p>What lives here: the command as a value, the {@link io.zsan.freebsd.exec.CommandRunner} SPI and its two
 * implementations. A command that hung or whose reply was lost is never reported as failed, and an exit status is
 * reported only where it is certain that it is the command's own. What a command printed is not looked at here.
 */
@NullMarked
package io.zsan.freebsd.exec;

import org.jspecify.annotations.NullMarked;
