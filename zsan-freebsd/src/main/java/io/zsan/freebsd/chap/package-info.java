/**
 * CHAP: the secrets with which database nodes log in to targets, and where they come from.
 *
 * <p>CHAP is one more lock on a LUN and never a proof: what fences is still what was read back (R4), and what refuses late
 * commands are still tokens (R15). No secret is stored here, logged, or put into a message; no node is spoken to.
 */
@NullMarked
package io.zsan.freebsd.chap;

import org.jspecify.annotations.NullMarked;
