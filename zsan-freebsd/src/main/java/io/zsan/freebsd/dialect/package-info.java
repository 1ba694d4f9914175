/**
 * What differs between releases of FreeBSD and versions of ZFS, as data: what a command is worded like, and which form its
 * output has. What is the same everywhere does not appear here; nothing here runs a command.
 */
@NullMarked
package io.zsan.freebsd.dialect;

import org.jspecify.annotations.NullMarked;
