package io.zsan.freebsd.zpool;

import io.zsan.freebsd.text.Lines;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sentences that follow {@code scan:}, as OpenZFS 2.0 to 2.2 print them. */
final class ScanGrammar {
    static final String KEY = "  scan: ";

    private static final String TIME =
            "((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
                    + " [ 1-3][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4})";
    private static final String WHICH = "(scrub|resilver)(?: \\(([^()]+)\\))?";
    private static final String SIZE = "(" + NiceNumber.SIZE + ")";

    private static final Pattern NEVER = Pattern.compile(KEY + "none requested");
    private static final Pattern FINISHED = Pattern.compile(KEY + "(scrub repaired|resilvered)(?: \\(([^()]+)\\))? "
            + SIZE + " in (" + NiceNumber.DURATION + ") with ([0-9]+) errors on " + TIME);
    private static final Pattern CANCELED = Pattern.compile(KEY + WHICH + " canceled on " + TIME);
    private static final Pattern RUNNING = Pattern.compile(KEY + WHICH + " in progress since " + TIME);
    private static final Pattern PAUSED = Pattern.compile(KEY + "(scrub) paused since " + TIME);
    private static final Pattern STARTED = Pattern.compile("\tscrub started on " + TIME);
    private static final Pattern AMOUNTS = Pattern.compile("\t" + SIZE + " scanned(?: at " + SIZE + "/s)?, " + SIZE
            + " issued(?:(?: at)? " + SIZE + "/s)?, " + SIZE + " total");
    /** From 2.2 on. */
    private static final Pattern SHARES = Pattern.compile("\t" + SIZE + " / " + SIZE + " scanned(?: at " + SIZE
            + "/s)?, " + SIZE + " / " + SIZE + " issued(?: at " + SIZE + "/s)?");

    private static final Pattern PROGRESS = Pattern.compile("\t" + SIZE + " (resilvered|repaired), ([-a-z0-9.]+)% done"
            + "(?:, (?:(" + NiceNumber.DURATION + ") to go|no estimated completion time))?");
    private static final Pattern PERCENT = Pattern.compile("[0-9]+\\.[0-9]{2}");
    private static final Pattern NO_NUMBER = Pattern.compile("-?(nan|inf)");

    private final Lines lines;

    ScanGrammar(Lines lines) {
        this.lines = lines;
    }

    /** Whether a line is one of those that follow a scan in progress. */
    static boolean belongsToAScan(String line) {
        return STARTED.matcher(line).matches()
                || AMOUNTS.matcher(line).matches()
                || SHARES.matcher(line).matches()
                || PROGRESS.matcher(line).matches();
    }

    /** The scan that begins at the next line; empty if that says that there was none. */
    Optional<Scan> scan() {
        if (lines.takeIf(NEVER).isPresent()) {
            return Optional.empty();
        }
        Optional<Matcher> finished = lines.takeIf(FINISHED);
        if (finished.isPresent()) {
            return Optional.of(finished(finished.get()));
        }
        Optional<Matcher> canceled = lines.takeIf(CANCELED);
        if (canceled.isPresent()) {
            Matcher m = canceled.get();
            return Optional.of(new Scan.Canceled(kind(m), vdev(m), m.group(3)));
        }
        Optional<Matcher> paused = lines.takeIf(PAUSED);
        if (paused.isPresent()) {
            lines.take(STARTED);
            Matcher m = paused.get();
            return Optional.of(running(Scan.Kind.SCRUB, Optional.empty(), true, m.group(2)));
        }
        Matcher m = lines.take(RUNNING);
        return Optional.of(running(kind(m), vdev(m), false, m.group(3)));
    }

    private Scan finished(Matcher m) {
        Optional<String> vdev = vdev(m);
        Scan.Kind kind;
        if (m.group(1).equals("resilvered")) {
            kind = vdev.isPresent() ? Scan.Kind.REBUILD : Scan.Kind.RESILVER;
        } else if (vdev.isPresent()) {
            throw lines.unexpected("a scrub is of the whole pool");
        } else {
            kind = Scan.Kind.SCRUB;
        }
        return new Scan.Finished(
                kind,
                vdev,
                NiceNumber.parse(lines, m.group(3)),
                NiceNumber.duration(lines, m.group(4)),
                lines.number(m.group(5)),
                m.group(6));
    }

    private Scan.Running running(Scan.Kind kind, Optional<String> vdev, boolean paused, String since) {
        long scanned;
        long issued;
        long total;
        Optional<Long> rate;
        Optional<Matcher> shares = lines.takeIf(SHARES);
        if (shares.isPresent()) {
            Matcher m = shares.get();
            scanned = size(m, 1);
            issued = size(m, 4);
            total = size(m, 5);
            rate = rate(m, 6);
        } else {
            Matcher m = lines.take(AMOUNTS);
            scanned = size(m, 1);
            issued = size(m, 3);
            rate = rate(m, 4);
            total = size(m, 5);
        }
        Matcher m = lines.take(PROGRESS);
        if (m.group(2).equals("repaired") != (kind == Scan.Kind.SCRUB)) {
            throw lines.unexpected("the progress is that of another scan");
        }
        Optional<Duration> left = Optional.ofNullable(m.group(4)).map(text -> NiceNumber.duration(lines, text));
        return new Scan.Running(
                kind, vdev, paused, since, scanned, issued, rate, total, size(m, 1), percent(m.group(3)), left);
    }

    private OptionalDouble percent(String text) {
        if (PERCENT.matcher(text).matches()) {
            return OptionalDouble.of(Double.parseDouble(text));
        }
        if (NO_NUMBER.matcher(text).matches()) {
            return OptionalDouble.empty();
        }
        throw lines.unexpected("'" + text + "' is not a percentage");
    }

    private long size(Matcher m, int group) {
        return NiceNumber.parse(lines, m.group(group));
    }

    private Optional<Long> rate(Matcher m, int group) {
        return Optional.ofNullable(m.group(group)).map(text -> NiceNumber.parse(lines, text));
    }

    private Scan.Kind kind(Matcher m) {
        if (m.group(1).equals("scrub")) {
            if (m.group(2) != null) {
                throw lines.unexpected("a scrub is of the whole pool");
            }
            return Scan.Kind.SCRUB;
        }
        return m.group(2) == null ? Scan.Kind.RESILVER : Scan.Kind.REBUILD;
    }

    private static Optional<String> vdev(Matcher m) {
        return Optional.ofNullable(m.group(2));
    }
}
