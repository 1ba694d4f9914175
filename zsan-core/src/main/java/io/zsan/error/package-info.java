/**
 * What can go wrong, as types that a caller can act on.
 *
 * <p>One unchecked root and few subclasses. Trouble that is expected while watching a fleet (a node that does not
 * answer) is a value elsewhere, never an exception that escapes to the host application.
 */
@NullMarked
package io.zsan.error;

import org.jspecify.annotations.NullMarked;
