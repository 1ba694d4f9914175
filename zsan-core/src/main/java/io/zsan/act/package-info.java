/**
 * Actions, their outcomes, and what carries them out.
 *
 * <p>An action is one idempotent command to one node. It ends done, refused or unknown, and nothing is concluded from an
 * unknown one: the next observation tells. Nothing is decided here.
 */
@NullMarked
package io.zsan.act;

import org.jspecify.annotations.NullMarked;
