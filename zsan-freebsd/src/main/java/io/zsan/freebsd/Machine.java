package io.zsan.freebsd;

import io.zsan.error.CommandRefused;
import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.model.BootId;

/** What a database node is besides its initiator and its ZFS. Thread-safe. */
public interface Machine {
    /** Which boot it is in; another one after each restart. */
    Look<BootId> boot();

    /** Its disks, those of sessions among them; none of them is opened for this. */
    GeomDisks disks();

    /**
     * Restarts it at once, without a sync: that would wait where ZFS hangs.
     *
     * @throws CommandRefused if it certainly did not
     */
    void reboot();
}
