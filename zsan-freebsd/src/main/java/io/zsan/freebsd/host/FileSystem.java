package io.zsan.freebsd.host;

import io.zsan.freebsd.text.Lines;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file system that a path lies on, as {@code df -k PATH} tells.
 *
 * @param device what it is made of; {@code tmpfs} for one in memory
 * @param availableKib room for an ordinary user in KiB; negative where only root's reserve is left
 * @param mountPoint where it is mounted
 */
public record FileSystem(String device, long availableKib, String mountPoint) {
    private static final Pattern HEADER =
            Pattern.compile("Filesystem +(?:1K|1024)-blocks +Used +Avail(?:able)? +Capacity +Mounted on");
    private static final Pattern ROW =
            Pattern.compile("(\\S(?:.*\\S)?) +[0-9]{1,18} +-?[0-9]{1,18} +(-?[0-9]{1,18}) +(?:-?[0-9]+%|-) +(/.*)");

    public static FileSystem parse(String out) {
        Lines lines = new Lines("'df'", out);
        lines.take(HEADER);
        Matcher row = lines.take(ROW);
        if (!lines.done()) {
            throw lines.unexpected("there is more than one file system");
        }
        return new FileSystem(row.group(1), Long.parseLong(row.group(2)), row.group(3));
    }

    /** Whether it is in memory, so that a boot finds it empty. */
    public boolean inMemory() {
        return device.equals("tmpfs");
    }
}
