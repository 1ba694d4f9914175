/**
 * Fake FreeBSD nodes: they understand the commands that zsan sends, and answer in the form of the captured outputs.
 *
 * <p>Lives here: a shell for the little that is sent to one, and a class for each program. What a command does, and how
 * long it hangs, is decided in {@link io.zsan.testkit.world}; here it is only read and worded.
 */
@NullMarked
package io.zsan.testkit.fake;

import org.jspecify.annotations.NullMarked;
