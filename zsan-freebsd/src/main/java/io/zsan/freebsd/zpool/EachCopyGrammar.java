package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.text.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The output of {@code zdb -l} up to FreeBSD 12: the four copies, each under its heading. Copies that say the same are one
 * label here too. Their checksums are not told: a copy that can be unpacked counts as good.
 */
final class EachCopyGrammar {
    private static final Pattern RULE = Pattern.compile("-{36,48}");
    private static final Pattern HEADING = Pattern.compile("LABEL ([0-3])");
    private static final Pattern NOT_UNPACKED = Pattern.compile("failed to unpack label ([0-3])");
    private static final Pattern NOT_READ = Pattern.compile("failed to read label ([0-3])");

    /** Ends no list: lists end where lines are no longer indented. */
    private static final String NO_END = "\n";

    /** FreeBSD 12 where there is none; FreeBSD 10 ends with 0 then. */
    private static final int NONE = 2;

    private final int exit;
    private final Lines lines;

    EachCopyGrammar(int exit, String out, String err) {
        this.exit = exit;
        this.lines = new Lines("'zdb -l'", out + err);
        if (!out.isEmpty() && !out.endsWith("\n")) {
            throw new UnexpectedOutput("cannot understand 'zdb -l': the last line has no end", out);
        }
    }

    LabelReading reading() {
        Optional<LabelReading> noDevice = LabelGrammar.noDevice(exit, lines);
        if (noDevice.isPresent()) {
            return noDevice.get();
        }
        List<ZdbLabel> labels = new ArrayList<>();
        int missing = 0;
        int unread = 0;
        for (int copy = 0; copy < ZdbLabel.COPIES; copy++) {
            lines.take(RULE);
            of(copy, lines.take(HEADING));
            lines.take(RULE);
            Optional<Matcher> notUnpacked = lines.takeIf(NOT_UNPACKED);
            Optional<Matcher> notRead = lines.takeIf(NOT_READ);
            if (notRead.isPresent()) {
                of(copy, notRead.get());
                unread++;
            } else if (notUnpacked.isPresent()) {
                of(copy, notUnpacked.get());
                missing++;
            } else {
                NvList list = NvList.take(lines, 1, NO_END);
                add(labels, new LabelContent(lines).label(ImmutableSortedSet.of(copy), true, list));
            }
        }
        if (!lines.done()) {
            throw lines.unexpected("it goes on after the last copy");
        }
        if (exit != 0 && !(exit == NONE && labels.isEmpty())) {
            throw lines.unexpected("it does not agree with its exit status " + exit);
        }
        if (unread > 0) {
            return new LabelReading.Unreadable();
        }
        return labels.isEmpty()
                ? new LabelReading.NoLabel()
                : new LabelReading.Labels(ImmutableList.copyOf(labels), missing);
    }

    private void of(int copy, Matcher line) {
        if (lines.smallNumber(line.group(1)) != copy) {
            throw lines.unexpected("copy " + copy + " of the label is missing");
        }
    }

    private static void add(List<ZdbLabel> labels, ZdbLabel label) {
        for (int i = 0; i < labels.size(); i++) {
            ZdbLabel same = labels.get(i);
            if (same.state() == label.state()
                    && same.guid().equals(label.guid())
                    && same.member().equals(label.member())) {
                TreeSet<Integer> copies = new TreeSet<>(same.copies());
                copies.addAll(label.copies());
                labels.set(i, new ZdbLabel(copies, true, same.state(), same.guid(), same.member()));
                return;
            }
        }
        labels.add(label);
    }
}
