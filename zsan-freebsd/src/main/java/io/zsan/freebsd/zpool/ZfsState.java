package io.zsan.freebsd.zpool;

import java.util.Optional;

/** A state of a pool or a vdev, in the words that {@code zpool} prints. {@code ONLINE} does not mean in sync (R8). */
public enum ZfsState {
    ONLINE,
    DEGRADED,
    FAULTED,
    OFFLINE,
    REMOVED,
    UNAVAIL,
    SPLIT,
    UNKNOWN,
    /** Of a pool only: its I/O waits until somebody clears it. */
    SUSPENDED,
    /** Of a spare only: not in use. */
    AVAIL,
    /** Of a spare only: in use. */
    INUSE;

    static Optional<ZfsState> of(String word) {
        for (ZfsState state : values()) {
            if (state.name().equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
