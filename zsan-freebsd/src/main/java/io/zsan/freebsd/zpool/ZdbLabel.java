package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.zsan.model.Guid;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * A label that a device carries. It says what was true when the device was last written to as part of its pool, which
 * may be long ago; nothing in it tells whether the device is current (R5).
 *
 * @param copies which of the four copies on the device say this, 0 to 3
 * @param checksumValid whether the checksum of the first of them holds
 * @param guid the device's own GUID
 * @param member what it says of its pool; empty for spares and caches
 */
public record ZdbLabel(
        SortedSet<Integer> copies, boolean checksumValid, LabelState state, Guid guid, Optional<Member> member) {
    /** Copies on a device that is whole. */
    public static final int COPIES = 4;

    public ZdbLabel {
        copies = ImmutableSortedSet.copyOf(copies);
    }

    /**
     * What a label says of the pool that its device is part of.
     *
     * @param txg when this label's configuration was last written; not the pool's last txg. 0: the device was detached
     * @param comment the pool's comment, where zsan stamps the epoch (R14)
     * @param hostid the system that had the pool last; empty: one without a hostid
     * @param tree the top-level vdev that the device is part of
     */
    public record Member(
            String name,
            long txg,
            Guid poolGuid,
            Optional<String> comment,
            Optional<Long> hostid,
            Optional<String> hostname,
            Guid topGuid,
            Tree tree) {}

    /**
     * A vdev in a label.
     *
     * @param type {@code mirror}, {@code disk}, {@code replacing}, …
     * @param path where the device was when the label was written; a hint only
     * @param offline whether it was taken offline for good
     * @param gone whether it was recorded as removed, faulted or not present
     * @param resilvering whether a resilver of it was not complete
     */
    public record Tree(
            String type,
            Guid guid,
            Optional<String> path,
            boolean offline,
            boolean gone,
            boolean resilvering,
            List<Tree> children) {
        public Tree {
            children = ImmutableList.copyOf(children);
        }

        /** Itself and all below it. */
        public Stream<Tree> all() {
            return Stream.concat(Stream.of(this), children.stream().flatMap(Tree::all));
        }

        public List<Tree> leaves() {
            return all().filter(t -> t.children().isEmpty()).toList();
        }
    }
}
