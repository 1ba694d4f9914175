/**
 * The SPI that a backend implements, and what it reports.
 *
 * <p>A driver talks to one node. Its calls block, have a deadline of their own, and can be repeated without harm. It
 * checks identity on the spot (R10) and never decides anything: what may be done was decided, and recorded, before.
 */
@NullMarked
package io.zsan.node;

import org.jspecify.annotations.NullMarked;
