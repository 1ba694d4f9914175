/**
 * What a host application meets first: {@link io.zsan.San}, the facade, and what it tells its listeners.
 *
 * <p>The path of the data is the order in which to read on: {@code model}, {@code node} (what nodes report),
 * {@code observe}, {@code ledger}, {@code proof}, {@code decide}, {@code act}.
 */
@NullMarked
package io.zsan;

import org.jspecify.annotations.NullMarked;
