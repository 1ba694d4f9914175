/**
 * The words of zsan as immutable values: names, nodes, LUNs, the fleet.
 *
 * <p>Every text from outside becomes one of these types first, and is validated there, so that nothing unvalidated
 * reaches a command line, a file name or a decision. No I/O, no clock, no state.
 */
@NullMarked
package io.zsan.model;

import org.jspecify.annotations.NullMarked;
