package io.zsan.lab;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the lab needs of its machine: Linux, root, FUSE, mount namespaces, and some packages of Debian 12. */
public final class LabRequirements {
    /** Set to {@code required}, the lab's tests fail where they would skip; {@code .ci/run} does so. */
    public static final String VARIABLE = "ZSAN_LAB";

    private static final ImmutableMap<String, String> PACKAGES = ImmutableMap.<String, String>builder()
            .put("/sbin/zfs-fuse", "zfs-fuse")
            .put("/sbin/zpool", "zfs-fuse")
            .put("/sbin/zfs", "zfs-fuse")
            .put("/sbin/zdb", "zfs-fuse")
            .put("/usr/sbin/tgtd", "tgt")
            .put("/usr/sbin/tgtadm", "tgt")
            .put("/usr/bin/iscsi-inq", "libiscsi-bin")
            .put("/usr/bin/iscsi-readcapacity16", "libiscsi-bin")
            .put("/usr/bin/qemu-storage-daemon", "qemu-system-common")
            .put("/bin/kill", "procps")
            .put("/usr/bin/nsenter", "util-linux")
            .put("/usr/bin/unshare", "util-linux")
            .buildOrThrow();

    private LabRequirements() {}

    /** What is missing, each with what to do about it; empty: nothing. */
    public static List<String> missing() {
        return missing(Path.of("/"));
    }

    /** The same with another root directory. */
    static List<String> missing(Path root) {
        List<String> missing = new ArrayList<>();
        if (!uid(root).equals("0")) {
            missing.add("it is not run by root");
        }
        if (!Files.exists(root.resolve("dev/fuse"))) {
            missing.add("there is no /dev/fuse: modprobe fuse");
        }
        List<String> packages = PACKAGES.entrySet().stream()
                .filter(program ->
                        !Files.isExecutable(root.resolve(program.getKey().substring(1))))
                .map(Map.Entry::getValue)
                .distinct()
                .toList();
        boolean driver = Files.isDirectory(root.resolve("usr/lib")) && iscsiDriver(root.resolve("usr/lib"));
        List<String> all = new ArrayList<>(packages);
        if (!driver) {
            all.add("qemu-block-extra");
        }
        if (!all.isEmpty()) {
            missing.add("packages are missing: apt-get install --no-install-recommends " + String.join(" ", all));
        }
        return missing;
    }

    private static String uid(Path root) {
        try {
            return Files.getAttribute(root.resolve("proc/self"), "unix:uid").toString();
        } catch (IOException | UnsupportedOperationException noLinux) {
            return "unknown";
        }
    }

    /** The library of qemu-block-extra lies in the directory of the machine's architecture. */
    private static boolean iscsiDriver(Path lib) {
        try (var directories = Files.list(lib)) {
            return directories.anyMatch(d -> Files.exists(d.resolve("qemu/block-iscsi.so")));
        } catch (IOException e) {
            return false;
        }
    }
}
