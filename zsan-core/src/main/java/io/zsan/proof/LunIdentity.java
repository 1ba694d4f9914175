package io.zsan.proof;

import io.zsan.ledger.LunRecord;
import io.zsan.model.LunRef;

/**
 * What a device behind a session must be before it is written to (R10).
 *
 * @param lun its exported serial and target name follow from it
 */
public record LunIdentity(LunRef lun, long sizeBytes, int sectorBytes) {
    public static LunIdentity of(LunRecord record) {
        return new LunIdentity(record.ref(), record.sizeBytes(), record.sectorBytes());
    }
}
