package io.zsan.freebsd;

import io.zsan.error.CommandRefused;
import io.zsan.freebsd.zpool.LabelState;
import io.zsan.freebsd.zpool.ZdbLabel;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the copies of a device's ZFS label say of the pool and of the leg, all together. They are written one after the
 * other, so those of an owner that died may differ in what changes, but not in whose they are.
 *
 * @param stamp the highest epoch in the pool's comment (R14)
 * @param exported whether all say that the pool was exported
 */
record LegLabel(String poolName, Guid poolGuid, Guid leaf, Optional<Epoch> stamp, boolean exported) {
    /**
     * Reads the copies whose checksum holds.
     *
     * @param place the device, for messages
     */
    static LegLabel of(String place, List<ZdbLabel> labels) {
        List<ZdbLabel> valid = labels.stream().filter(ZdbLabel::checksumValid).toList();
        if (valid.isEmpty() || valid.stream().anyMatch(label -> label.member().isEmpty())) {
            throw new CommandRefused(place + ": it carries no label of a leg of a pool");
        }
        List<LegLabel> all = valid.stream().map(LegLabel::of).toList();
        LegLabel first = all.get(0);
        boolean same = all.stream()
                .allMatch(l -> l.poolGuid.equals(first.poolGuid)
                        && l.leaf.equals(first.leaf)
                        && l.poolName.equals(first.poolName));
        if (!same) {
            throw new CommandRefused(place + ": its labels are not all of one leg of one pool");
        }
        return new LegLabel(
                first.poolName,
                first.poolGuid,
                first.leaf,
                all.stream().flatMap(l -> l.stamp.stream()).max(Comparator.naturalOrder()),
                all.stream().allMatch(LegLabel::exported));
    }

    private static LegLabel of(ZdbLabel label) {
        ZdbLabel.Member member = label.member().orElseThrow();
        return new LegLabel(
                member.name(),
                member.poolGuid(),
                label.guid(),
                PoolReader.stamp(member.comment()),
                label.state() == LabelState.EXPORTED);
    }
}
