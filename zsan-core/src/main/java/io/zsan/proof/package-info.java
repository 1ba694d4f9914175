/**
 * What must be shown before something that cannot be undone: fence proofs, import orders, wipe orders.
 *
 * <p>The types say so (R6): a backend's import and wipe take an order, an order is built only here, and only from a ledger
 * that allows it and proofs that were read back from the nodes.
 */
@NullMarked
package io.zsan.proof;

import org.jspecify.annotations.NullMarked;
