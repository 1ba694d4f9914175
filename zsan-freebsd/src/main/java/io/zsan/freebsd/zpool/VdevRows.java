package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.zsan.freebsd.text.Lines;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Rows of vdevs, indented by two blanks for each level, made into trees; and the words at the end of a row. */
final class VdevRows {
    private static final Set<String> AUX = ImmutableSet.of(
            "cannot open",
            "missing device",
            "insufficient replicas",
            "newer version",
            "unsupported feature(s)",
            "unsupported minimum blocksize",
            "currently in use",
            "too many errors",
            "too many slow I/Os",
            "experienced I/O failures",
            "bad intent log",
            "external device fault",
            "split into new pool",
            "all children offline",
            "invalid label",
            "corrupted data");
    private static final Pattern AUX_FORM =
            Pattern.compile("in use by pool '[^']+'|block size: [0-9]+[A-Z]? configured, [0-9]+[A-Z]? native");
    private static final Set<String> MARKS = ImmutableSet.of(
            "resilvering",
            "repairing",
            "awaiting resilver",
            "removing",
            "non-allocating",
            "initializing",
            "trimming",
            "uninitialized",
            "untrimmed",
            "trim unsupported");
    private static final Pattern MARK_FORM = Pattern.compile(
            "[0-9]{1,3}% (?:initialized|trimmed)(?:, (?:suspended, )?(?:started|completed) at [^()]+)?");
    static final String RESILVERED = " resilvered";

    /** Up to FreeBSD 9: how much was, or is being, resilvered or repaired. */
    private static final Pattern AMOUNT = Pattern.compile(NiceNumber.SIZE + "(?:" + RESILVERED + "| repaired)");

    private static final String WAS = "was ";

    private final Lines lines;
    private final List<Row> rows = new ArrayList<>();
    private int next;

    private record Row(int depth, Vdev vdev) {}

    VdevRows(Lines lines) {
        this.lines = lines;
    }

    /** Adds the row of a vdev. {@code name} still has its indentation. */
    void add(String name, Optional<ZfsState> state, Optional<Vdev.Errors> errors, String words) {
        String bare = name.strip();
        int indentation = name.indexOf(bare);
        if (bare.isEmpty() || indentation % 2 != 0 || !name.equals(" ".repeat(indentation) + bare)) {
            throw lines.unexpected("a row is not indented as a vdev is");
        }
        rows.add(new Row(indentation / 2, vdev(bare, state, errors, words)));
    }

    /** The trees whose roots stand at this depth. */
    List<Vdev> trees(int depth) {
        List<Vdev> trees = siblings(depth);
        if (next != rows.size()) {
            throw lines.unexpected("'" + rows.get(next).vdev().name() + "' stands under no vdev");
        }
        return trees;
    }

    private List<Vdev> siblings(int depth) {
        ImmutableList.Builder<Vdev> siblings = ImmutableList.builder();
        Set<String> names = new HashSet<>();
        while (next < rows.size() && rows.get(next).depth() == depth) {
            Vdev v = rows.get(next).vdev();
            next++;
            if (!names.add(v.name())) {
                throw lines.unexpected("'" + v.name() + "' is there twice");
            }
            siblings.add(new Vdev(v.name(), v.state(), v.errors(), v.was(), v.aux(), v.marks(), siblings(depth + 1)));
        }
        return siblings.build();
    }

    private Vdev vdev(String name, Optional<ZfsState> state, Optional<Vdev.Errors> errors, String words) {
        Optional<String> was = Optional.empty();
        Optional<String> aux = Optional.empty();
        ImmutableList.Builder<String> marks = ImmutableList.builder();
        boolean first = true;
        for (String word : words(words)) {
            if (first && word.startsWith(WAS + "/")) {
                was = Optional.of(word.substring(WAS.length()));
            } else if (first && (AUX.contains(word) || AUX_FORM.matcher(word).matches())) {
                aux = Optional.of(word);
            } else {
                marks.add(mark(word));
            }
            first = false;
        }
        return new Vdev(name, state, errors, was, aux, marks.build(), List.of());
    }

    private List<String> words(String words) {
        if (words.isEmpty()) {
            return List.of();
        }
        if (!words.startsWith("  ")) {
            throw lines.unexpected("a row goes on where it should end");
        }
        return List.of(words.substring(2).split("  ", -1));
    }

    static boolean isAmount(String mark) {
        return AMOUNT.matcher(mark).matches();
    }

    private String mark(String word) {
        if (isAmount(word)) {
            return word;
        }
        if (word.startsWith("(") && word.endsWith(")")) {
            String mark = word.substring(1, word.length() - 1);
            if (MARKS.contains(mark) || MARK_FORM.matcher(mark).matches()) {
                return mark;
            }
        }
        throw lines.unexpected("a vdev's remark '" + word + "' is unknown");
    }
}
