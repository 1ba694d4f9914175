package io.zsan.model;

import io.zsan.error.InvalidInput;

/**
 * A physical disk that a storage node may export.
 *
 * @param serial what identifies it
 * @param sizeBytes its media size in bytes
 * @param sectorBytes its logical sector size in bytes, a power of two from 512 to 65536
 */
public record Disk(DiskSerial serial, long sizeBytes, int sectorBytes) {
    /** ZFS refuses vdevs under 64 MiB. */
    public static final long SMALLEST = 64L << 20;

    public Disk {
        if (sectorBytes < 512 || sectorBytes > 65536 || Integer.bitCount(sectorBytes) != 1) {
            throw new InvalidInput(
                    "disk " + serial + ": sector size " + sectorBytes + " is not a power of two from 512 to 65536");
        }
        if (sizeBytes < SMALLEST) {
            throw new InvalidInput(
                    "disk " + serial + ": " + sizeBytes + " bytes are too few, ZFS needs at least " + SMALLEST);
        }
        if (sizeBytes % sectorBytes != 0) {
            throw new InvalidInput(
                    "disk " + serial + ": " + sizeBytes + " bytes are not whole sectors of " + sectorBytes);
        }
    }
}
