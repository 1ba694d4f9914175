package io.zsan.freebsd.zpool;

import java.util.Optional;

/** What a label says of its pool. */
public enum LabelState {
    /** Imported, or not exported when its last owner went away. */
    ACTIVE,
    EXPORTED,
    DESTROYED,
    /** A spare; the label names no pool. */
    SPARE,
    /** A cache; the label names no pool. */
    L2CACHE;

    /** The state with a number, in the order above. */
    static Optional<LabelState> of(long number) {
        return number >= 0 && number < values().length ? Optional.of(values()[(int) number]) : Optional.empty();
    }
}
