package io.zsan.freebsd.stamp;

import com.google.common.collect.ImmutableMap;
import io.zsan.error.InvalidInput;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.Access;
import java.util.Map;
import java.util.Optional;

/**
 * What an exported LUN carries, so that it can be read back which one it is, in which epoch, and who may log in (R4).
 *
 * @param access whom its target lets in
 */
public record Stamp(DiskSerial disk, Generation generation, Epoch epoch, Access access) {
    /** The key of the serial of the physical disk; a LUN without it is not zsan's. */
    public static final String DISK = "zsan_disk";

    private static final String GENERATION = "zsan_generation";
    private static final String EPOCH = "zsan_epoch";

    /** The key of the initiator that may log in, or {@value #NOBODY}. */
    private static final String ACCESS = "zsan_access";

    private static final String NOBODY = "nobody";

    /** The stamp of a LUN. */
    public static Stamp of(LunRef lun, Epoch epoch, Access access) {
        return new Stamp(lun.id().disk(), lun.generation(), epoch, access);
    }

    /** Its keys and values, in their order. */
    public Map<String, String> values() {
        return ImmutableMap.of(
                DISK, disk.text(),
                GENERATION, generation.toString(),
                EPOCH, Long.toString(epoch.number()),
                ACCESS, access.initiator().map(Iqn::text).orElse(NOBODY));
    }

    /**
     * The stamp that values say, among which there may be others.
     *
     * @throws InvalidInput if one of it is missing or is none
     */
    public static Stamp of(Map<String, String> values) {
        String access = value(values, ACCESS);
        try {
            return new Stamp(
                    new DiskSerial(value(values, DISK)),
                    new Generation(Integer.parseInt(value(values, GENERATION))),
                    new Epoch(Long.parseLong(value(values, EPOCH))),
                    access.equals(NOBODY) ? Access.nobody() : Access.only(new Iqn(access)));
        } catch (NumberFormatException e) {
            throw new InvalidInput("not a number: " + e.getMessage());
        }
    }

    private static String value(Map<String, String> values, String key) {
        return Optional.ofNullable(values.get(key)).orElse("");
    }

    /** The LUN of a node that it tells of. */
    public LunRef lun(NodeName node) {
        return new LunRef(new LunId(node, disk), generation);
    }
}
