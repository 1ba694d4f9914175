/**
 * How zsan reaches the machines of the lab: the driver of a storage node speaks {@code tgtadm}; the one of a database node
 * is that of FreeBSD, with exporters for its initiator, on a runner that words ZFS as zfs-fuse does.
 */
@NullMarked
package io.zsan.lab.driver;

import org.jspecify.annotations.NullMarked;
