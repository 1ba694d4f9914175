/**
 * What the iSCSI initiator's {@code iscsictl} prints, as values. {@code iscsictl -L} does not block on a dead session,
 * so it is asked before anything that touches disks (R11).
 */
@NullMarked
package io.zsan.freebsd.iscsi;

import org.jspecify.annotations.NullMarked;
