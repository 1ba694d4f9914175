package io.zsan.lab.driver;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code zpool status} of zfs-fuse in the words of OpenZFS 2. What is not known is passed on as it is. */
final class StatusText {
    private static final String KEY = " scrub: ";
    private static final Pattern RUNNING = Pattern.compile(
            KEY + "(scrub|resilver) in progress for ([0-9]+)h([0-9]+)m, ([0-9.]+)% done, ([0-9]+)h([0-9]+)m to go");
    private static final Pattern ENDED = Pattern.compile(
            KEY + "(scrub|resilver) (completed|stopped) after ([0-9]+)h([0-9]+)m with ([0-9]+) errors on (.*)");
    /** What was written to a leg by a scan, running or ended. */
    private static final Pattern AMOUNT = Pattern.compile("(\t {4,}\\S.*?)  [0-9.]+[KMGT]? (resilvered|repaired)");

    private StatusText() {}

    static String openZfs(String text) {
        boolean resilvers = text.lines().anyMatch(l -> l.startsWith(KEY + "resilver in progress"));
        return text.lines().map(line -> line(line, resilvers) + "\n").collect(Collectors.joining());
    }

    private static String line(String line, boolean resilvers) {
        Matcher m;
        if (line.equals(KEY + "none requested")) {
            return "  scan: none requested";
        }
        if ((m = RUNNING.matcher(line)).matches()) {
            // Amounts and the beginning are not told.
            boolean scrub = m.group(1).equals("scrub");
            return "  scan: " + m.group(1) + " in progress since Thu Jan  1 00:00:00 1970\n"
                    + "\t0B scanned at 0B/s, 0B issued at 0B/s, 0B total\n"
                    + "\t0B " + (scrub ? "repaired" : "resilvered") + ", " + m.group(4) + "% done, "
                    + time(m.group(5), m.group(6)) + " to go";
        }
        if ((m = ENDED.matcher(line)).matches()) {
            if (m.group(2).equals("stopped")) {
                return "  scan: " + m.group(1) + " canceled on " + m.group(6);
            }
            return "  scan: " + (m.group(1).equals("scrub") ? "scrub repaired" : "resilvered") + " 0B in "
                    + time(m.group(3), m.group(4)) + " with " + m.group(5) + " errors on " + m.group(6);
        }
        if ((m = AMOUNT.matcher(line)).matches()) {
            return m.group(1) + (resilvers && m.group(2).equals("resilvered") ? "  (resilvering)" : "");
        }
        return line;
    }

    private static String time(String hours, String minutes) {
        return "00".substring(Math.min(2, hours.length())) + hours + ":" + "00".substring(minutes.length()) + minutes
                + ":00";
    }
}
