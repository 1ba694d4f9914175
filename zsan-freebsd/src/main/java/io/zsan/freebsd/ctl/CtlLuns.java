package io.zsan.freebsd.ctl;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code ctladm devlist -x} printed: the LUNs that the kernel has. */
public record CtlLuns(List<Lun> luns) {
    private static final String WHAT = "ctladm devlist -x";
    private static final Set<String> KNOWN =
            ImmutableSet.of("backend_type", "lun_type", "size", "blocksize", "serial_number", "device_id");

    /**
     * A LUN.
     *
     * @param id CTL's number; given out anew, so never an identity (R10)
     * @param serial as initiators see it
     * @param options what it was configured with, such as {@code file} and {@code ctld_name}
     */
    public record Lun(
            int id,
            String backend,
            long blocks,
            int blockBytes,
            String serial,
            String deviceId,
            Map<String, String> options) {
        public Lun {
            options = ImmutableMap.copyOf(options);
        }

        public long sizeBytes() {
            return Math.multiplyExact(blocks, (long) blockBytes);
        }

        /** The disk or file behind it. */
        public Optional<String> file() {
            return Optional.ofNullable(options.get("file"));
        }

        /** The name that {@code ctld} knows it by; empty if it was not made by {@code ctld}. */
        public Optional<String> ctldName() {
            return Optional.ofNullable(options.get("ctld_name"));
        }
    }

    public CtlLuns {
        luns = ImmutableList.copyOf(luns);
    }

    public static CtlLuns parse(String out) {
        return new CtlLuns(Entry.list(WHAT, "ctllunlist", "lun", ImmutableSet.of(), out).stream()
                .map(CtlLuns::lun)
                .toList());
    }

    public Optional<Lun> serial(String serial) {
        return luns.stream().filter(l -> l.serial().equals(serial)).findFirst();
    }

    private static Lun lun(Entry entry) {
        long blocks = entry.longNumber("size");
        int blockBytes = entry.number(entry.text("blocksize"));
        if (blockBytes == 0 || blocks > Long.MAX_VALUE / blockBytes) {
            throw entry.unexpected("the size of LUN " + entry.id() + " is impossible");
        }
        return new Lun(
                entry.id(),
                entry.text("backend_type"),
                blocks,
                blockBytes,
                // Blank padded, as SCSI has it.
                entry.text("serial_number").strip(),
                entry.text("device_id").strip(),
                entry.others(KNOWN));
    }
}
