package io.zsan.freebsd.dialect;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Generations of {@code zpool}, {@code zfs} and {@code zdb}. */
public enum ZfsVersion {
    /** Pool version 23, as zfs-fuse has it: no property {@code comment}, and no vdev is found by its GUID. */
    POOL_23(
            StatusForm.NAMES,
            LabelForm.EACH_COPY,
            SearchIn.DIRECTORY,
            StampIn.ROOT_PROPERTY,
            false,
            true,
            false,
            false),
    /** Up to FreeBSD 12. New vdevs get the ashift of the sysctl {@code vfs.zfs.min_auto_ashift}. */
    ILLUMOS(StatusForm.NAMES, LabelForm.EACH_COPY, SearchIn.DIRECTORY, StampIn.COMMENT, false, false, true, true),
    /** OpenZFS 2.0 to 2.2. */
    OPENZFS_2_0(StatusForm.FLAGS, LabelForm.MERGED, SearchIn.DEVICES, StampIn.COMMENT, true, true, true, true),
    /** OpenZFS 2.3 and later. */
    OPENZFS_2_3(StatusForm.JSON, LabelForm.MERGED, SearchIn.DEVICES, StampIn.COMMENT, true, true, true, true);

    private static final Pattern USERLAND = Pattern.compile("zfs-([0-9]{1,4})\\.([0-9]{1,4})[.-].*");
    private static final int JSON_SINCE_MINOR = 3;

    private final StatusForm status;
    private final LabelForm labels;
    private final SearchIn search;
    private final StampIn stamp;
    private final boolean exact;
    private final boolean ashift;
    private final boolean byGuid;
    private final boolean unmounted;

    /** How {@code zpool status} tells paths and GUIDs of vdevs. */
    public enum StatusForm {
        /** It has no options for that: names without {@code /dev/}; GUIDs must come from labels. */
        NAMES,
        /** {@code -P} and {@code -g}, one at a time. */
        FLAGS,
        /** {@code -j}: both at once. */
        JSON
    }

    /** How {@code zdb -l} prints the copies of a label. */
    public enum LabelForm {
        /** Each of the four, one after the other. */
        EACH_COPY,
        /** Those that are the same once, with their numbers; the exit status counts the bad ones. */
        MERGED
    }

    /** What {@code zpool import -d} takes. */
    public enum SearchIn {
        DEVICES,
        DIRECTORY
    }

    /** Where a pool carries its epoch (R14). */
    public enum StampIn {
        /** In the pool's {@code comment}, which every label has too. */
        COMMENT,
        /** In a property of its root file system: it cannot be seen before an import. */
        ROOT_PROPERTY
    }

    ZfsVersion(
            StatusForm status,
            LabelForm labels,
            SearchIn search,
            StampIn stamp,
            boolean exact,
            boolean ashift,
            boolean byGuid,
            boolean unmounted) {
        this.status = status;
        this.labels = labels;
        this.search = search;
        this.stamp = stamp;
        this.exact = exact;
        this.ashift = ashift;
        this.byGuid = byGuid;
        this.unmounted = unmounted;
    }

    /**
     * The generation that the first line of {@code zpool version} names, such as {@code zfs-2.1.9-FreeBSD_g92e0d9d18}.
     *
     * @param out of zpool, the kernel's line below it or not
     * @return empty where there is no such line, as before OpenZFS 2.0
     */
    public static Optional<ZfsVersion> of(String out) {
        Matcher userland = USERLAND.matcher(out.lines().findFirst().orElse(""));
        if (!userland.matches() || Integer.parseInt(userland.group(1)) < 2) {
            return Optional.empty();
        }
        boolean json =
                Integer.parseInt(userland.group(1)) > 2 || Integer.parseInt(userland.group(2)) >= JSON_SINCE_MINOR;
        return Optional.of(json ? OPENZFS_2_3 : OPENZFS_2_0);
    }

    public StatusForm status() {
        return status;
    }

    public LabelForm labels() {
        return labels;
    }

    public SearchIn search() {
        return search;
    }

    public StampIn stamp() {
        return stamp;
    }

    /** Whether {@code list} has {@code -p} for exact numbers, in {@code zfs} too. */
    public boolean exact() {
        return exact;
    }

    /** Whether {@code create} takes the property {@code ashift}. */
    public boolean ashift() {
        return ashift;
    }

    /** Whether a vdev of an imported pool may be named by its GUID. */
    public boolean byGuid() {
        return byGuid;
    }

    /** Whether {@code import} has {@code -N}; without it an import mounts. */
    public boolean unmounted() {
        return unmounted;
    }
}
