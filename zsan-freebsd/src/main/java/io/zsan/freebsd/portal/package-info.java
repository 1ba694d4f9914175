/**
 * Asking a storage node from outside, at its portal, whether it is there: faster than an initiator notices, which needs
 * three seconds at least.
 *
 * <p>Lives here: one probe and its answer. An answer is a hint to look and never a proof: it says nothing about what
 * another node sees, nothing about the disks, and nothing that a fence could stand on (R4).
 */
@NullMarked
package io.zsan.freebsd.portal;

import org.jspecify.annotations.NullMarked;
