package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.text.Lines;
import io.zsan.model.Guid;
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
        if (exit == EXIT_SOME_BAD && lines.at(NO_DEVICE)) {
            Matcher complaint = lines.take(NO_DEVICE);
            if (!lines.done()) {
                throw lines.unexpected("it goes on after an error");
            }
            return new LabelReading.NoDevice(complaint.group(1), complaint.group(2));
        }
        SortedSet<Integer> seen = new TreeSet<>();
        ImmutableList.Builder<ZdbLabel> builder = ImmutableList.builder();
        int missing = 0;
        while (!lines.done()) {
            Optional<Matcher> notUnpacked = lines.takeIf(NOT_UNPACKED);
            if (notUnpacked.isPresent()) {
                account(seen, lines.smallNumber(notUnpacked.get().group(1)));
                missing++;
            } else if (lines.at(NOT_READ)) {
                throw lines.unexpected("a label area could not be read");
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
        boolean bad = missing > 0 || labels.stream().anyMatch(label -> !label.checksumValid());
        int expected = labels.isEmpty() ? EXIT_NONE : bad ? EXIT_SOME_BAD : 0;
        // A bad checksum in a copy other than the first is not printed.
        if (exit != expected && !(expected == 0 && exit == EXIT_SOME_BAD)) {
            throw lines.unexpected("it does not agree with its exit status " + exit);
        }
        return labels.isEmpty() ? new LabelReading.NoLabel() : new LabelReading.Labels(labels, missing);
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
        long number = list.number("state");
        LabelState state = LabelState.of(number).orElseThrow(() -> lines.unexpected("state " + number + " is unknown"));
        boolean ofPool = state != LabelState.SPARE && state != LabelState.L2CACHE;
        Guid guid = list.guid("guid");
        Optional<ZdbLabel.Member> member = ofPool ? Optional.of(member(list, guid)) : Optional.empty();
        return new ZdbLabel(set, heading.group(2) == null, state, guid, member);
    }

    private ZdbLabel.Member member(NvList list, Guid guid) {
        ZdbLabel.Tree tree = tree(list.nested("vdev_tree").orElseThrow(() -> list.missing("vdev_tree")));
        Guid topGuid = list.guid("top_guid");
        if (!tree.guid().equals(topGuid)) {
            throw lines.unexpected("the tree is not that of the top-level vdev");
        }
        if (tree.leaves().stream().noneMatch(leaf -> leaf.guid().equals(guid))) {
            throw lines.unexpected("the device is not in its own tree");
        }
        if (tree.all().map(ZdbLabel.Tree::guid).distinct().count() != tree.all().count()) {
            throw lines.unexpected("a GUID is there twice");
        }
        if (list.has("hostid") && !list.has("hostname")) {
            throw list.missing("hostname");
        }
        return new ZdbLabel.Member(
                list.text("name"),
                list.number("txg"),
                list.guid("pool_guid"),
                list.optionalText("comment"),
                list.optionalDigits("hostid").map(lines::number),
                list.optionalText("hostname"),
                topGuid,
                tree);
    }

    private ZdbLabel.Tree tree(NvList list) {
        int count = list.count("children");
        ImmutableList.Builder<ZdbLabel.Tree> children = ImmutableList.builder();
        for (int i = 0; i < count; i++) {
            String name = "children[" + i + "]";
            NvList child = list.nested(name).orElseThrow(() -> list.missing(name));
            if (child.number("id") != i) {
                throw lines.unexpected("'" + name + "' has another number");
            }
            children.add(tree(child));
        }
        String type = list.text("type");
        Optional<String> path = list.optionalText("path");
        boolean device = type.equals("disk") || type.equals("file");
        if (device != (count == 0) && !type.equals("hole") && !type.equals("missing") && !type.equals("indirect")
                || device && path.isEmpty()) {
            throw lines.unexpected("a vdev of type '" + type + "' is not whole");
        }
        return new ZdbLabel.Tree(
                type,
                list.guid("guid"),
                path,
                list.has("offline"),
                list.has("removed") || list.has("faulted") || list.has("not_present"),
                list.has("resilver_txg"),
                children.build());
    }
}
