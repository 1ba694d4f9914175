/**
 * What the nodes reported, with its age; how it is collected; and the events that a host application can listen to.
 *
 * <p>A node that does not answer is a value here, not an exception. Ages are measured with a monotonic clock by the
 * collector, so that decisions see durations and never a clock.
 */
@NullMarked
package io.zsan.observe;

import org.jspecify.annotations.NullMarked;
