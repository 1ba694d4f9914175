/**
 * Reading what programs print, strictly: lines, numbers and their refusal. Shared by the parsers of this module; it
 * knows nothing of any program.
 */
@NullMarked
package io.zsan.freebsd.text;

import org.jspecify.annotations.NullMarked;
