/**
 * The machines of the lab: a storage node is a {@code tgtd}, a database node is a namespace with a {@code zfs-fuse} and one
 * exporter for each iSCSI session. What lives here knows nothing of pools in the ledger, nor of epochs.
 */
@NullMarked
package io.zsan.lab.host;

import org.jspecify.annotations.NullMarked;
