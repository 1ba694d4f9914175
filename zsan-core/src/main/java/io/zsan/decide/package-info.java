/**
 * Policy, placement, and the pure decision functions.
 *
 * <p>{@link io.zsan.decide.Decider} looks at an observation, the ledger and the policy, and says either how the ledger
 * should change, or, where the ledger already says what is to be done, which actions follow. An action is derived only
 * from what the ledger holds already, so nothing can be done before it is recorded. No I/O, no clock, no threads, no
 * randomness, no logging, no memory between calls.
 *
 * <p>One class for each stage of a pool's ownership, one for LUNs that are in no pool, one for nodes.
 */
@NullMarked
package io.zsan.decide;

import org.jspecify.annotations.NullMarked;
