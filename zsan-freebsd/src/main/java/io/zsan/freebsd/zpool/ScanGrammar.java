package io.zsan.freebsd.zpool;

import io.zsan.freebsd.text.Lines;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sentences that follow {@code scan:}, as OpenZFS prints them, and before it illumos (FreeBSD 10 to 12); and those that
 * follow {@code scrub:} up to pool version 26 (FreeBSD 8, zfs-fuse).
 */
final class ScanGrammar {
    static final String KEY = "  scan: ";
    static final String OLD_KEY = " scrub: ";

    private static final String TIME =
            "((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
                    + " [ 1-3][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4})";
    private static final String WHICH = "(scrub|resilver)(?: \\(([^()]+)\\))?";
    private static final String SIZE = "(" + NiceNumber.SIZE + ")";

    private static final Pattern NEVER = Pattern.compile("(?:" + KEY + "|" + OLD_KEY + ")none requested");
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

    /** Up to FreeBSD 11. */
    private static final Pattern OUT_OF = Pattern.compile(" {8}" + SIZE + " scanned out of " + SIZE + " at " + SIZE
            + "/s, (?:(" + NiceNumber.DURATION + ") to go|\\(scan is slow, no estimated time\\))");

    private static final Pattern OUT_OF_DONE =
            Pattern.compile(" {8}" + SIZE + " (resilvered|repaired), ([-a-z0-9.]+)% done");
    private static final Pattern OLD_ENDED = Pattern.compile(OLD_KEY + "(scrub|resilver) (completed|stopped) after ("
            + NiceNumber.DURATION + ") with ([0-9]+) errors on " + TIME);
    private static final Pattern OLD_RUNNING = Pattern.compile(OLD_KEY + "(scrub|resilver) in progress for "
            + NiceNumber.DURATION + ", ([-a-z0-9.]+)% done, (" + NiceNumber.DURATION + ") to go");
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
                || OUT_OF.matcher(line).matches()
                || OUT_OF_DONE.matcher(line).matches()
                || PROGRESS.matcher(line).matches();
    }

    /** The scan that begins at the next line; empty if that says that there was none. */
    Optional<Scan> scan() {
        if (lines.takeIf(NEVER).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(lines.at(OLD_KEY) ? old() : named());
    }

    /** Says neither how much was done nor when it began. */
    private Scan old() {
        Optional<Matcher> ended = lines.takeIf(OLD_ENDED);
        if (ended.isPresent()) {
            Matcher m = ended.get();
            Scan.Kind kind = oldKind(m);
            return m.group(2).equals("stopped")
                    ? new Scan.Canceled(kind, Optional.empty(), m.group(5))
                    : new Scan.Finished(
                            kind,
                            Optional.empty(),
                            0,
                            NiceNumber.duration(lines, m.group(3)),
                            lines.number(m.group(4)),
                            m.group(5));
        }
        Matcher m = lines.take(OLD_RUNNING);
        return new Scan.Running(
                oldKind(m),
                Optional.empty(),
                false,
                "",
                0,
                0,
                Optional.empty(),
                0,
                0,
                percent(m.group(2)),
                Optional.of(NiceNumber.duration(lines, m.group(3))));
    }

    private static Scan.Kind oldKind(Matcher m) {
        return m.group(1).equals("scrub") ? Scan.Kind.SCRUB : Scan.Kind.RESILVER;
    }

    private Scan named() {
        Optional<Matcher> finished = lines.takeIf(FINISHED);
        if (finished.isPresent()) {
            return finished(finished.get());
        }
        Optional<Matcher> canceled = lines.takeIf(CANCELED);
        if (canceled.isPresent()) {
            Matcher m = canceled.get();
            return new Scan.Canceled(kind(m), vdev(m), m.group(3));
        }
        Optional<Matcher> paused = lines.takeIf(PAUSED);
        if (paused.isPresent()) {
            lines.take(STARTED);
            Matcher m = paused.get();
            return running(Scan.Kind.SCRUB, Optional.empty(), true, m.group(2));
        }
        Matcher m = lines.take(RUNNING);
        return running(kind(m), vdev(m), false, m.group(3));
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
        Optional<Matcher> outOf = lines.takeIf(OUT_OF);
        if (outOf.isPresent()) {
            return outOf(outOf.get(), kind, vdev, paused, since);
        }
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
        ofKind(kind, m);
        Optional<Duration> left = Optional.ofNullable(m.group(4)).map(text -> NiceNumber.duration(lines, text));
        return new Scan.Running(
                kind, vdev, paused, since, scanned, issued, rate, total, size(m, 1), percent(m.group(3)), left);
    }

    /** What is scanned is read at once there. */
    private Scan.Running outOf(Matcher m, Scan.Kind kind, Optional<String> vdev, boolean paused, String since) {
        Matcher done = lines.take(OUT_OF_DONE);
        ofKind(kind, done);
        return new Scan.Running(
                kind,
                vdev,
                paused,
                since,
                size(m, 1),
                size(m, 1),
                rate(m, 3),
                size(m, 2),
                size(done, 1),
                percent(done.group(3)),
                Optional.ofNullable(m.group(4)).map(text -> NiceNumber.duration(lines, text)));
    }

    private void ofKind(Scan.Kind kind, Matcher progress) {
        if (progress.group(2).equals("repaired") != (kind == Scan.Kind.SCRUB)) {
            throw lines.unexpected("the progress is that of another scan");
        }
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
