package io.zsan.testkit.sim.schedule;

import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;

/**
 * What the storage nodes are made of.
 *
 * @param racks how many racks they share, in turn; 0: each has one of its own
 * @param sizes how many sizes of disks there are, in turn; at least 1
 * @param fourK whether every other storage node has disks with sectors of 4096 bytes
 */
public record Hardware(int racks, int sizes, boolean fourK) {
    private static final long SMALLEST = 1L << 30;

    /** Every storage node in a rack of its own, all disks alike. */
    public static Hardware alike() {
        return new Hardware(0, 1, false);
    }

    /** The rack of a storage node; both count from 1. */
    public int rackOf(int node) {
        return racks == 0 ? node : 1 + (node - 1) % racks;
    }

    /** A disk of a storage node; both count from 1. */
    public Disk disk(int node, int number) {
        long size = SMALLEST * (1 + (node + number) % sizes);
        return new Disk(new DiskSerial("S" + node + "D" + number), size, fourK && node % 2 == 0 ? 4096 : 512);
    }
}
