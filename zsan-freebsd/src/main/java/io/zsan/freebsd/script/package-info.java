/**
 * The few shell scripts that run on the nodes: constant texts, every argument positional.
 *
 * <p>Here lives what must happen in one step on a node, under its lock (R15). What can be done by single commands does not
 * belong here, and nothing builds script text at run time.
 */
@NullMarked
package io.zsan.freebsd.script;

import org.jspecify.annotations.NullMarked;
