package io.zsan.testkit.sim.schedule;

/** What can go wrong, or be asked for, in a simulation. */
public enum FaultKind {
    /** A storage node loses its power, and gets it back later. */
    STORAGE_CRASH,
    /** A storage node loses its power for a moment, within the time that sessions take to notice. */
    STORAGE_POWER_CYCLE,
    /** A storage node is paused: it answers nothing and forgets nothing. */
    STORAGE_PAUSE,
    /** A storage node bounces: several short pauses and power cycles in a row. */
    STORAGE_FLAP,
    /** A storage node boots, and names its disks otherwise. */
    STORAGE_RENUMBER,
    /** A storage node's target daemon is gone; it comes back when somebody starts it. */
    TARGET_STOP,
    /** The storage network between a database node and a storage node is cut. */
    LINK_CUT,
    /** It is cut in one direction: what the database node sends arrives, the answers do not. */
    LINK_ANSWERS_LOST,
    /** It is cut in the other direction: nothing that the database node sends arrives. */
    LINK_REQUESTS_LOST,
    /** It is slow. */
    LINK_DELAY,
    /** It goes up and down. */
    LINK_FLAP,
    /** A database node reaches no storage node. */
    DATABASE_ISOLATED,
    /** A disk fails all writes for a while. */
    DISK_WRITE_ERRORS,
    /** A disk fails all reads for a while. */
    DISK_READ_ERRORS,
    /** A disk answers, but takes its time. */
    DISK_SLOW,
    /** A database node loses its power, and gets it back later. */
    DATABASE_CRASH,
    /** A database node is paused, and comes back as a zombie. */
    DATABASE_PAUSE,
    /** A database node answers no operator, and works on. */
    DATABASE_UNREACHABLE,
    /** ZFS on a database node hangs until it is restarted. */
    DATABASE_WEDGE,
    /** The process of a controller dies, and another one starts later. */
    CONTROLLER_CRASH,
    /** The process of a controller stands still for a while, between any two steps. */
    CONTROLLER_PAUSE,
    /** A controller does not get through to a node. */
    CONTROL_CUT,
    /** Commands to a node take effect, and their replies are lost. */
    REPLIES_LOST,
    /** Commands to a node arrive late, long after their sender has given them up. */
    COMMANDS_HELD,
    /** A controller does not reach the ledger. */
    LEDGER_CUT,
    /** The ledger takes commits, and its answers are lost. */
    LEDGER_REPLIES_LOST,
    /** Commits are lost or arrive late; their sender is told that nothing is known. */
    LEDGER_COMMITS_LATE,
    /** A controller's wall clock jumps. */
    CLOCK_JUMP,
    /** A node's wall clock jumps. */
    NODE_CLOCK_JUMP,
    /** The host application asks for a takeover, rightly or not. */
    ASK_FAILOVER,
    /** The host application asks for a switchover. */
    ASK_SWITCHOVER,
    /** The host application asks for a database node to be recycled. */
    ASK_RECYCLE,
    /** The host application asks what a takeover, a switchover or a restart would do. */
    ASK_PLAN,
    /** The host application takes a switchover back. */
    ASK_CANCEL_SWITCHOVER,

    /** The host application asks for one more pool, under a name that may have been used before. */
    ASK_CREATE(true),
    /** The host application takes the creation of a pool back, whatever has become of it. */
    ASK_CANCEL_CREATE(true),
    /** The host application asks what one more pool would take. */
    ASK_PLAN_CREATE(true),
    /** A person accepts a loss of data, whether that is needed or not. */
    ASK_ACCEPT(true),
    /** The host application makes disks known that are known. */
    ASK_ENROL(true),
    /** A person puts a leg offline by hand. */
    PERSON_OFFLINES(true),
    /** A person exports a pool by hand. */
    PERSON_EXPORTS(true),
    /** A person unmounts a pool by hand. */
    PERSON_UNMOUNTS(true),
    /** A person overwrites the comment that carries the epoch. */
    PERSON_STAMPS(true),
    /** A person has a pool stand in the cache file. */
    PERSON_CACHES(true),
    /** A person removes a session of a database node. */
    PERSON_LOGS_OUT(true),
    /** A person reloads the target daemon with a file that exports nothing. */
    PERSON_EMPTIES_TARGET(true),
    /** A pool of the same name, of which nobody knows, turns up on a database node until that is restarted. */
    FOREIGN_POOL(true),
    /** The same, with the stamp of a first epoch, as another service with the same names would make it. */
    FOREIGN_COPY(true),
    /** The host application asks for what is not to be had: a policy, a pool or a node that cannot be. */
    ASK_NONSENSE(true),
    /** A second service starts with a fleet that somebody has edited wrongly, makes disks known and plans a pool. */
    ASK_EDITED_FLEET(true),
    /** A person asks again and again what a takeover would do, whatever is going on. */
    ASK_WATCH(true),
    /** A person changes the secret of a database node's session by hand. */
    PERSON_CHANGES_SECRET(true);

    private final boolean rough;

    FaultKind() {
        this(false);
    }

    FaultKind(boolean rough) {
        this.rough = rough;
    }

    /** Whether it is drawn in rough profiles only: requests at odd moments, and people's mistakes. */
    boolean rough() {
        return rough;
    }
}
