package io.zsan.node;

/** The state of a pool or a vdev, in ZFS's words. {@code ONLINE} does not mean in sync (R8). */
public enum VdevState {
    ONLINE,
    DEGRADED,
    FAULTED,
    OFFLINE,
    REMOVED,
    UNAVAIL,
    SUSPENDED
}
