package io.zsan.testkit.world;

/** The target's side of a session. */
public final class TargetConnection {
    private final int id;
    private final DatabaseHost database;
    private final String initiator;
    private final String target;
    private final long isid;
    private boolean alive = true;
    private boolean abandoned;
    private long unreachableSince = -1;

    TargetConnection(int id, DatabaseHost database, String initiator, String target, long isid) {
        this.id = id;
        this.database = database;
        this.initiator = initiator;
        this.target = target;
        this.isid = isid;
    }

    public int id() {
        return id;
    }

    public String initiator() {
        return initiator;
    }

    /** The address that the initiator speaks from. */
    public String address() {
        return database.address();
    }

    public String target() {
        return target;
    }

    /** As it stands in a port's list of initiators. */
    public String initiatorPort() {
        return initiator + ",i,0x" + Long.toHexString(isid);
    }

    boolean alive() {
        return alive;
    }

    void end() {
        alive = false;
    }

    DatabaseHost database() {
        return database;
    }

    /** Whether the initiator has left while the target could not hear it. */
    boolean abandoned() {
        return abandoned;
    }

    void abandon() {
        abandoned = true;
    }

    long unreachableSince() {
        return unreachableSince;
    }

    void unreachableSince(long since) {
        unreachableSince = since;
    }
}
