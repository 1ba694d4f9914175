package io.zsan.freebsd.geom;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.zsan.freebsd.text.Lines;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code geom disk list} printed.
 *
 * @param disks those that are there; one that is just going away is left out
 */
public record GeomDisks(List<Disk> disks) {
    private static final Pattern GEOM = Pattern.compile("Geom name: (\\S+)");
    private static final String PROVIDERS = "Providers:";
    private static final Pattern PROVIDER = Pattern.compile("1\\. Name: (\\S+)");
    private static final Pattern ATTRIBUTE = Pattern.compile("   ([A-Za-z]+): ?(.*)");
    private static final Pattern SIZE = Pattern.compile("([0-9]+) \\([0-9.]+[A-Z]?\\)");
    private static final Pattern MODE = Pattern.compile("r[0-9]+w[0-9]+e[0-9]+");
    private static final String NONE = "(null)";

    /**
     * A disk.
     *
     * @param name without {@code /dev/}
     * @param mode how often it is open for reading, writing and exclusively, such as {@code r1w1e1}
     * @param ident its serial number, where it has one; not necessarily its own (R10)
     * @param attributes all that was printed of it, by name
     */
    public record Disk(
            String name,
            long sizeBytes,
            int sectorBytes,
            String mode,
            Optional<String> description,
            Optional<String> ident,
            Map<String, String> attributes) {
        public Disk {
            attributes = ImmutableMap.copyOf(attributes);
        }

        /** Whether something has it for itself alone, as a file system, swap or a pool; CTL and istgt do not. */
        public boolean held() {
            return !mode.endsWith("e0");
        }

        /** Whether nothing has it open, not even for reading. */
        public boolean closed() {
            return mode.equals("r0w0e0");
        }
    }

    public GeomDisks {
        disks = ImmutableList.copyOf(disks);
    }

    public static GeomDisks parse(String out) {
        Lines lines = new Lines("'geom disk list'", out);
        ImmutableList.Builder<Disk> disks = ImmutableList.builder();
        Set<String> names = new HashSet<>();
        while (!lines.done()) {
            String name = lines.take(GEOM).group(1);
            if (!names.add(name)) {
                throw lines.unexpected("disk '" + name + "' is there twice");
            }
            if (lines.at(PROVIDERS)) {
                lines.take(PROVIDERS);
                disks.add(disk(lines, name));
            }
            lines.take("");
        }
        return new GeomDisks(disks.build());
    }

    public Optional<Disk> disk(String name) {
        return disks.stream().filter(d -> d.name().equals(name)).findFirst();
    }

    private static Disk disk(Lines lines, String name) {
        if (!lines.take(PROVIDER).group(1).equals(name)) {
            throw lines.unexpected("the provider is not that of disk '" + name + "'");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (Optional<Matcher> m = lines.takeIf(ATTRIBUTE); m.isPresent(); m = lines.takeIf(ATTRIBUTE)) {
            if (attributes.put(m.get().group(1), m.get().group(2)) != null) {
                throw lines.unexpected("'" + m.get().group(1) + "' is there twice");
            }
        }
        Matcher size = SIZE.matcher(required(lines, attributes, "Mediasize"));
        String mode = required(lines, attributes, "Mode");
        if (!size.matches() || !MODE.matcher(mode).matches()) {
            throw lines.unexpected("the size or the mode of disk '" + name + "' has an unknown form");
        }
        return new Disk(
                name,
                lines.number(size.group(1)),
                lines.smallNumber(required(lines, attributes, "Sectorsize")),
                mode,
                optional(attributes, "descr"),
                optional(attributes, "ident"),
                attributes);
    }

    private static String required(Lines lines, Map<String, String> attributes, String name) {
        return Optional.ofNullable(attributes.get(name))
                .orElseThrow(() -> lines.unexpected("'" + name + "' of a disk is missing"));
    }

    private static Optional<String> optional(Map<String, String> attributes, String name) {
        return Optional.ofNullable(attributes.get(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty() && !value.equals(NONE));
    }
}
