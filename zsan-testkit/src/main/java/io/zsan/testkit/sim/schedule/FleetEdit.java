package io.zsan.testkit.sim.schedule;

/** How people edit a fleet wrongly. */
public enum FleetEdit {
    /** The disks of a storage node are named on the next one. */
    SHELF_MOVED,
    /** The disks of a storage node have twice their size. */
    DISKS_LARGER,
    /** They have sectors of another size. */
    SECTORS_OTHER,
    /** A storage node is missing. */
    STORAGE_NODE_GONE,
    /** A disk is named that is not there. */
    DISK_NOWHERE,
    /** The first database node is missing. */
    DATABASE_NODE_GONE
}
