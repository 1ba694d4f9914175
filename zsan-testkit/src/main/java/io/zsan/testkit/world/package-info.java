/**
 * The simulated SAN: disks, storage nodes, sessions and ZFS pools with the behaviour that was measured on real ones.
 *
 * <p>Lives here: state and how it moves, in one lock, driven by an injected clock; no threads, no sleeping, no texts of
 * commands. Everything random comes from the seed. Who wants to look or to change goes through {@link
 * io.zsan.testkit.world.World#call}.
 */
@NullMarked
package io.zsan.testkit.world;

import org.jspecify.annotations.NullMarked;
