/**
 * What {@code zpool} and {@code zdb} print, as values.
 *
 * <p>What lives here: the grammars of OpenZFS 2.0 to 2.2 (FreeBSD 13 and 14), one class for each output. They are
 * strict: what is not understood, cut or garbled is {@link io.zsan.error.UnexpectedOutput}, never something healthier
 * than what was printed. No command is run here and nothing is decided.
 */
@NullMarked
package io.zsan.freebsd.zpool;

import org.jspecify.annotations.NullMarked;
