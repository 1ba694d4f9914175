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

    private static final Pattern ROW = Pattern.compile("(\t *)(\\S+)( +(?:[A-Z]+)(?: .*)?)");
    private static final String DEV = "/dev/";

    private StatusText() {}

    static String openZfs(String text) {
        boolean resilvers = text.lines().anyMatch(l -> l.startsWith(KEY + "resilver in progress"));
        return text.lines().map(line -> withPath(line(line, resilvers)) + "\n").collect(Collectors.joining());
    }

    private static String line(String line, boolean resilvers) {
        if (line.equals(KEY + "none requested")) {
            return "  scan: none requested";
        }
        Matcher running = RUNNING.matcher(line);
        if (running.matches()) {
            // Amounts and the beginning are not told.
            boolean scrub = running.group(1).equals("scrub");
            return "  scan: " + running.group(1) + " in progress since Thu Jan  1 00:00:00 1970\n"
                    + "\t0B scanned at 0B/s, 0B issued at 0B/s, 0B total\n"
                    + "\t0B " + (scrub ? "repaired" : "resilvered") + ", " + running.group(4) + "% done, "
                    + time(running.group(5), running.group(6)) + " to go";
        }
        Matcher ended = ENDED.matcher(line);
        if (ended.matches()) {
            if (ended.group(2).equals("stopped")) {
                return "  scan: " + ended.group(1) + " canceled on " + ended.group(6);
            }
            return "  scan: " + (ended.group(1).equals("scrub") ? "scrub repaired" : "resilvered") + " 0B in "
                    + time(ended.group(3), ended.group(4)) + " with " + ended.group(5) + " errors on "
                    + ended.group(6);
        }
        Matcher amount = AMOUNT.matcher(line);
        if (amount.matches()) {
            return amount.group(1) + (resilvers && amount.group(2).equals("resilvered") ? "  (resilvering)" : "");
        }
        return line;
    }

    /** Names of devices are printed without /dev/. All columns move, so that they stay under their heads. */
    private static String withPath(String line) {
        Matcher row = ROW.matcher(line);
        if (!row.matches()) {
            return line;
        }
        return row.group(2).startsWith("diskid/")
                ? row.group(1) + DEV + row.group(2) + row.group(3)
                : row.group(1) + row.group(2) + " ".repeat(DEV.length()) + row.group(3);
    }

    private static String time(String hours, String minutes) {
        return "00".substring(Math.min(2, hours.length())) + hours + ":" + "00".substring(minutes.length()) + minutes
                + ":00";
    }
}
