/**
 * The target of FreeBSD 9, the port istgt: what it is given, and what it and its control program print, as values. No
 * command is run here.
 */
@NullMarked
package io.zsan.freebsd.istgt;

import org.jspecify.annotations.NullMarked;
