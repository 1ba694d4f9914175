package io.zsan.freebsd.istgt;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.zsan.error.InvalidInput;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.stamp.Stamp;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.proof.LunIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The LUNs of a configuration that {@code istgt} was started with, read back to what they were written from. */
public record IstgtLuns(List<Lun> luns) {
    private static final Splitter.MapSplitter COMMENT = Splitter.on(' ').withKeyValueSeparator('=');
    private static final Pattern PART = Pattern.compile("""
            # lun
            \\[InitiatorGroup(?<n>[0-9]+)\\]
            .*
              Comment "(?<comment>[^"]*)"
            .*
              AuthMethod "(?<auth>None|CHAP)"
            .*
              BlockLength "(?<sector>[0-9]{1,6})"
              LUN0 Storage "/dev/(?<device>[a-z0-9]+)" "(?<size>[0-9]{1,18})"
            """, Pattern.DOTALL);

    /**
     * A LUN.
     *
     * @param device the disk's name without {@code /dev/}
     */
    public record Lun(LunIdentity identity, Stamp stamp, Iqn target, String device) {}

    public IstgtLuns {
        luns = ImmutableList.copyOf(luns);
    }

    /**
     * Reads a whole configuration. Each LUN's part is written anew from what was read of it, and must be the same to the
     * letter: istgt takes whatever stands there, and passes over what it does not understand.
     *
     * @throws UnexpectedOutput if anything is not as {@link IstgtConf} writes it
     */
    public static IstgtLuns parse(NodeName node, Iqn targetBase, String text) {
        List<String> parts = parts(text);
        if (parts.isEmpty() || parts.get(0).contains("[LogicalUnit")) {
            throw new UnexpectedOutput(node + ": cannot understand the configuration of istgt", text);
        }
        return new IstgtLuns(parts.stream()
                .skip(1)
                // Of a LUN that is not exported.
                .filter(part -> !part.isEmpty())
                .map(part -> lun(node, targetBase, part))
                .toList());
    }

    /** The parts without their last lines; none where the text ends within one. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.equals(IstgtConf.END)) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(line).append('\n');
            }
        }
        return part.isEmpty() ? parts : List.of();
    }

    private static Lun lun(NodeName node, Iqn targetBase, String part) {
        Matcher matcher = PART.matcher(part);
        if (!matcher.matches()) {
            throw unexpected(node, part);
        }
        try {
            Map<String, String> comment = ImmutableMap.copyOf(COMMENT.split(matcher.group("comment")));
            Stamp stamp = Stamp.of(comment);
            Iqn target = stamp.lun(node).target(targetBase);
            LunIdentity identity = new LunIdentity(
                    stamp.lun(node), Long.parseLong(matcher.group("size")), Integer.parseInt(matcher.group("sector")));
            String device = matcher.group("device");
            String same = IstgtConf.unit(
                            identity,
                            device,
                            target,
                            stamp,
                            matcher.group("auth").equals("CHAP"))
                    .replace(IstgtConf.NUMBER, matcher.group("n"));
            if (!same.equals(part)) {
                throw unexpected(node, part);
            }
            return new Lun(identity, stamp, target, device);
        } catch (InvalidInput | IllegalArgumentException e) {
            throw unexpected(node, part);
        }
    }

    private static UnexpectedOutput unexpected(NodeName node, String part) {
        return new UnexpectedOutput(node + ": cannot understand a LUN in the configuration of istgt", part);
    }
}
