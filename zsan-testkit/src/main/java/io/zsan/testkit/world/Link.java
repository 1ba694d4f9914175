package io.zsan.testkit.world;

/** The storage network between one database node and one storage node, each way by itself. */
final class Link {
    private final DatabaseHost database;
    private final StorageHost storage;
    private boolean cut;
    private boolean requestsLost;
    private boolean repliesLost;
    private long delay;

    Link(DatabaseHost database, StorageHost storage) {
        this.database = database;
        this.storage = storage;
    }

    /** Whether what the database node sends arrives. */
    boolean delivers() {
        return !cut && !requestsLost && database.responsive() && storage.responsive();
    }

    /** Whether what it sends arrives, and the answer too. */
    boolean open() {
        return delivers() && !repliesLost;
    }

    void cut(boolean value) {
        cut = value;
    }

    void lose(World.Direction direction, boolean value) {
        switch (direction) {
            case TO_STORAGE -> requestsLost = value;
            case FROM_STORAGE -> repliesLost = value;
        }
    }

    /** What it adds to each I/O and each login, in nanoseconds. */
    long delay() {
        return delay;
    }

    void delay(long nanos) {
        delay = nanos;
    }
}
