/**
 * The main job as a program: a pool is created, loses a storage node, heals, loses its database node, and moves.
 *
 * <p>{@code Story} tells it, on a {@code Lab}: a fake fleet behind an ssh server in this process, or real hosts from a fleet
 * file. Everything between the story and the nodes is the library as a host application would use it.
 */
@NullMarked
package io.zsan.samples.quickstart;

import org.jspecify.annotations.NullMarked;
