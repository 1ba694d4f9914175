package io.zsan.freebsd.geom;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.zsan.freebsd.text.Lines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code sysctl -n kern.geom.conftxt} printed: what the classes of GEOM made of the disks that they tasted.
 * A partition table, a mirror or a label stands there also while nobody has it open.
 *
 * @param upon by disk, such as {@code PART/da1p1}; the name of a disk by its serial is not told
 */
public record GeomTree(Map<String, List<String>> upon) {
    private static final Pattern LINE = Pattern.compile("([0-9]{1,3}) (\\S+) (\\S(?:.*?\\S)?) [0-9]+ [0-9]+(?: .*)?");
    private static final String DISK = "DISK";
    private static final String LABEL = "LABEL";
    private static final String DISKID = "diskid/";

    public GeomTree {
        upon = ImmutableMap.copyOf(upon);
    }

    /**
     * Parses lines of depth, class and name; what is built upon a provider follows it, one deeper.
     *
     * @throws io.zsan.error.UnexpectedOutput if any of it is not understood
     */
    public static GeomTree parse(String out) {
        Lines lines = new Lines("'sysctl kern.geom.conftxt'", out);
        Map<String, List<String>> upon = new LinkedHashMap<>();
        List<String> mine = new ArrayList<>();
        int before = -1;
        while (!lines.done()) {
            if (lines.peek().equals(Optional.of(""))) {
                // The value ends with a line feed, and sysctl adds one.
                lines.take("");
                break;
            }
            Matcher line = lines.take(LINE);
            int depth = lines.smallNumber(line.group(1));
            String type = line.group(2);
            String name = line.group(3);
            if (depth > before + 1) {
                throw lines.unexpected("what it is built upon is missing");
            }
            before = depth;
            if (depth == 0) {
                mine = new ArrayList<>();
                if (type.equals(DISK) && upon.put(name, mine) != null) {
                    throw lines.unexpected("disk '" + name + "' is there twice");
                }
            } else if (!(depth == 1 && type.equals(LABEL) && name.startsWith(DISKID))) {
                mine.add(type + "/" + name);
            }
        }
        if (!lines.done()) {
            throw lines.unexpected("nothing is to follow an empty line");
        }
        ImmutableMap.Builder<String, List<String>> all = ImmutableMap.builder();
        upon.forEach((disk, built) -> all.put(disk, ImmutableList.copyOf(built)));
        return new GeomTree(all.buildOrThrow());
    }

    /** What is built upon a disk; empty where the disk is not there. */
    public Optional<List<String>> upon(String disk) {
        return Optional.ofNullable(upon.get(disk));
    }
}
