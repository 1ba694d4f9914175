/**
 * The fleet file: which nodes and disks there are, how they are reached, and what a program may do to them from outside.
 *
 * <p>Here lives the reading of one TOML file into checked values. Nothing is connected to, and nothing is looked up.
 */
@NullMarked
package io.zsan.freebsd.fleet;

import org.jspecify.annotations.NullMarked;
