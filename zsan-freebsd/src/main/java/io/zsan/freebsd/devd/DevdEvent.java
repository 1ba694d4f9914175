package io.zsan.freebsd.devd;

import io.zsan.model.Guid;
import java.util.Optional;

/**
 * Something that a node told by itself, or that whoever listens has to know. More kinds may be added.
 *
 * <p>Pool names and paths are given as the kernel gave them, for people; a vdev is known by its GUID.
 */
public sealed interface DevdEvent {
    /** Whether it says that an observation would now see something else than before. */
    default boolean worthALook() {
        return true;
    }

    /** Events may have been missed, so the whole node has to be observed: after each (re)connection, and after a flood. */
    record LookAgain(String why) implements DevdEvent {}

    /** A vdev is in another state than before. {@code path} and {@code pool} are empty on FreeBSD 12 and earlier. */
    record VdevStateChanged(
            Optional<String> pool,
            Guid poolGuid,
            Guid vdev,
            Optional<String> path,
            KernelVdevState state,
            Optional<KernelVdevState> before)
            implements DevdEvent {}

    /** The device of a vdev has gone. */
    record VdevRemoved(Optional<String> pool, Guid poolGuid, Guid vdev, Optional<String> path) implements DevdEvent {}

    /** An I/O of a pool failed; {@code vdev} is empty where all copies did. */
    record IoFailed(Optional<String> pool, Guid poolGuid, Optional<Guid> vdev, Optional<String> path, IoFailure failure)
            implements DevdEvent {}

    /** A vdev was tried and did not answer as it should. */
    record ProbeFailed(Optional<String> pool, Guid poolGuid, Guid vdev, Optional<String> path) implements DevdEvent {}

    /** A pool has stopped all I/O until somebody clears it. */
    record PoolSuspended(Optional<String> pool, Guid poolGuid) implements DevdEvent {}

    /** A resilver has begun. */
    record ResilverStarted(Optional<String> pool, Guid poolGuid) implements DevdEvent {}

    /** A resilver has ended, with errors or without: that is not told here (R8). */
    record ResilverFinished(Optional<String> pool, Guid poolGuid) implements DevdEvent {}

    /**
     * A disk has appeared.
     *
     * @param device such as {@code da3} or {@code diskid/DISK-s1d1}
     */
    record DiskCreated(String device, Layer layer) implements DevdEvent {}

    /** A disk has gone: the quickest sign of a session that was removed. */
    record DiskDestroyed(String device, Layer layer) implements DevdEvent {}

    /**
     * A disk said that it was powered on since the last command (sense 29,1): a hint to look at the storage node's boot
     * (R9).
     */
    record PoweredOn(String device, Optional<String> serial) implements DevdEvent {}

    /** A disk said that its session had been lost (sense 29,7). */
    record NexusLost(String device, Optional<String> serial) implements DevdEvent {}

    /**
     * Another error or timeout of a disk.
     *
     * @param sense empty where the kernel did not tell it: it cuts the line of a disk whose serial number holds a NUL
     */
    record DiskError(String device, Optional<String> serial, Optional<Sense> sense, boolean timeout)
            implements DevdEvent {}

    /** A line of which nothing more is known. */
    record Unknown(String text) implements DevdEvent {
        @Override
        public boolean worthALook() {
            return false;
        }
    }

    /** Who told of a disk; each disk is told of by both. */
    enum Layer {
        GEOM,
        DEVFS
    }

    /** How an I/O failed. */
    enum IoFailure {
        /** The device gave an error. */
        IO,
        /** The data were not what was written. */
        CHECKSUM,
        /** No copy could be read, or written. */
        DATA,
        /** It takes too long. */
        DELAY
    }

    /** A vdev's state, in the numbers of the kernel. {@code HEALTHY} does not mean in sync (R8). */
    enum KernelVdevState {
        UNKNOWN,
        CLOSED,
        OFFLINE,
        REMOVED,
        CANT_OPEN,
        FAULTED,
        DEGRADED,
        HEALTHY
    }

    /** SCSI sense: key, additional code and its qualifier, each 0 to 255. */
    record Sense(int key, int code, int qualifier) {
        @Override
        public String toString() {
            return String.format("key %x, asc %x,%x", key, code, qualifier);
        }
    }
}
