/** A program that writes, syncs and logs what was acknowledged, and the check that nothing of that is missing. */
@NullMarked
package io.zsan.lab.writer;

import org.jspecify.annotations.NullMarked;
