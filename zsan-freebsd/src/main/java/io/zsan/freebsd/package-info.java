/**
 * The two drivers: a storage node that exports disks with ctld, and a database node that builds ZFS pools on them.
 *
 * <p>A database node is an {@link io.zsan.freebsd.Initiator}, a {@link io.zsan.freebsd.Machine}, and ZFS. Here lives what a driver call means in commands, in which order, and how its effect is read back. What a program
 * prints is understood in the packages below; texts of scripts and configurations are made there too. A driver decides
 * nothing: it checks identity on the spot (R10), acts, and looks again.
 */
@NullMarked
package io.zsan.freebsd;

import org.jspecify.annotations.NullMarked;
