/**
 * What the kernel of a node tells by itself: the lines of devd, as typed events.
 *
 * <p>Lives here: the reading of a line, and the publisher that keeps listening. An event is a hint to look, never evidence:
 * events are lost where a reader is slow or a connection breaks, iSCSI sends none at all, and nothing may be decided by one.
 * Whoever subscribes is told to look again whenever something may have been missed.
 */
@NullMarked
package io.zsan.freebsd.devd;

import org.jspecify.annotations.NullMarked;
