package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.text.Lines;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The output of {@code zdb -l}, as OpenZFS prints it. Every one of the four copies must be accounted for. */
final class LabelGrammar {
    private static final String RULE = "------------------------------------";
    private static final Pattern HEADING = Pattern.compile("LABEL ([0-3])(?: )?( ?\\(Bad label cksum\\))?");
    private static final String COPIES = "    labels = ";
    private static final Pattern COPIES_LINE = Pattern.compile(COPIES + "((?:[0-3] ){1,4})");
    private static final Pattern NOT_UNPACKED = Pattern.compile("failed to unpack label ([0-3])");
    private static final Pattern NOT_READ = Pattern.compile("failed to read label ([0-3])");
    private static final Pattern NO_DEVICE =
            Pattern.compile("(?:zdb: )?(?:cannot open|failed to stat|can't open) '([^']+)': (\\S.*)");

    private static final int EXIT_SOME_BAD = 1;
    private static final int EXIT_NONE = 2;

    private final int exit;
    private final Lines lines;

    LabelGrammar(int exit, String out, String err) {
        this.exit = exit;
        // FreeBSD 12 complains on standard error, later ones on standard output; nothing else is said there.
        this.lines = new Lines("'zdb -l'", out + err);
        if (!out.isEmpty() && !out.endsWith("\n")) {
            throw new UnexpectedOutput("cannot understand 'zdb -l': the last line has no end", out);
        }
    }

    LabelReading reading() {
        Optional<LabelReading> noDevice = noDevice(exit, lines);
        if (noDevice.isPresent()) {
            return noDevice.get();
        }
        SortedSet<Integer> seen = new TreeSet<>();
        ImmutableList.Builder<ZdbLabel> builder = ImmutableList.builder();
        int missing = 0;
        int unread = 0;
        while (!lines.done()) {
            Optional<Matcher> notUnpacked = lines.takeIf(NOT_UNPACKED);
            if (notUnpacked.isPresent()) {
                account(seen, lines.smallNumber(notUnpacked.get().group(1)));
                missing++;
            } else if (lines.at(NOT_READ)) {
                account(seen, lines.smallNumber(lines.take(NOT_READ).group(1)));
                unread++;
            } else {
                ZdbLabel label = label();
                label.copies().forEach(copy -> account(seen, copy));
                builder.add(label);
            }
        }
        if (seen.size() != ZdbLabel.COPIES) {
            throw lines.unexpected("not all four copies of the label are accounted for");
        }
        List<ZdbLabel> labels = builder.build();
        boolean bad = missing + unread > 0 || labels.stream().anyMatch(label -> !label.checksumValid());
        int expected = labels.isEmpty() ? EXIT_NONE : bad ? EXIT_SOME_BAD : 0;
        // A bad checksum in a copy other than the first is not printed.
        if (exit != expected && !(expected == 0 && exit == EXIT_SOME_BAD)) {
            throw lines.unexpected("it does not agree with its exit status " + exit);
        }
        if (unread > 0) {
            return new LabelReading.Unreadable();
        }
        return labels.isEmpty() ? new LabelReading.NoLabel() : new LabelReading.Labels(labels, missing);
    }

    /** Of a device that could not be opened there is only the complaint. */
    static Optional<LabelReading> noDevice(int exit, Lines lines) {
        if (exit != EXIT_SOME_BAD || !lines.at(NO_DEVICE)) {
            return Optional.empty();
        }
        Matcher complaint = lines.take(NO_DEVICE);
        if (!lines.done()) {
            throw lines.unexpected("it goes on after an error");
        }
        return Optional.of(new LabelReading.NoDevice(complaint.group(1), complaint.group(2)));
    }

    private void account(SortedSet<Integer> seen, int copy) {
        if (!seen.add(copy)) {
            throw lines.unexpected("copy " + copy + " of the label is there twice");
        }
    }

    private ZdbLabel label() {
        lines.take(RULE);
        Matcher heading = lines.take(HEADING);
        lines.take(RULE);
        NvList list = NvList.take(lines, 1, COPIES);
        ImmutableSortedSet.Builder<Integer> copies = ImmutableSortedSet.naturalOrder();
        int count = 0;
        for (String copy : lines.take(COPIES_LINE).group(1).strip().split(" ", -1)) {
            copies.add(lines.smallNumber(copy));
            count++;
        }
        SortedSet<Integer> set = copies.build();
        if (set.size() != count || !set.first().equals(lines.smallNumber(heading.group(1)))) {
            throw lines.unexpected("the copies of the label are not those of its heading");
        }
        return new LabelContent(lines).label(set, heading.group(2) == null, list);
    }
}
