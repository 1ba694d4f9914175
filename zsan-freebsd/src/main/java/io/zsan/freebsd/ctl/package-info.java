/**
 * The target side of iSCSI on a storage node: what {@code ctladm} prints, as values, and what {@code ctld} is given. No
 * command is run here.
 */
@NullMarked
package io.zsan.freebsd.ctl;

import org.jspecify.annotations.NullMarked;
