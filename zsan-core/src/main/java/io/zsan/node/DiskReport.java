package io.zsan.node;

import io.zsan.model.DiskSerial;

/**
 * A physical disk that a storage node sees.
 *
 * @param device where it is just now; for messages only
 * @param blank whether its label areas carry no ZFS label, nothing else holds it, and no partition table, mirror
 *     or the like is on it; only looked at when asked
 */
public record DiskReport(DiskSerial serial, long sizeBytes, int sectorBytes, String device, boolean blank) {}
