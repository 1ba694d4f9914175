/**
 * The durable record outside the pools: which LUN is what, who owns a pool under which epoch, which legs are current.
 *
 * <p>All intent lives here, so that a new process with nothing but the ledger and a fresh observation carries on where
 * the old one died. Records are immutable values; a change names the version that each record must still have
 * (compare-and-set), which is what stops a writer of an older epoch (R3). No decision is made here.
 */
@NullMarked
package io.zsan.ledger;

import org.jspecify.annotations.NullMarked;
