/**
 * The lab: real ZFS on real iSCSI on one Debian machine. A {@link io.zsan.lab.Lab} brings up storage nodes and database
 * nodes, each with a directory, an address and processes of its own, hands out their drivers, and takes all of it down
 * again.
 */
@NullMarked
package io.zsan.lab;

import org.jspecify.annotations.NullMarked;
