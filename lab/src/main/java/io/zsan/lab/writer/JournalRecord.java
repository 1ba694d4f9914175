package io.zsan.lab.writer;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One record: a line of 128 bytes with its own checksum.
 *
 * @param writer who wrote it
 * @param number of that writer's records, from 1 on
 */
public record JournalRecord(String writer, long number) {
    static final int SIZE = 128;
    private static final Pattern FORM = Pattern.compile("(\\w+) ([0-9]+) ([0-9a-f]{8}) *\n");

    byte[] bytes() {
        String text = writer + " " + number;
        String line = text + " " + Hashing.crc32c().hashString(text, StandardCharsets.US_ASCII);
        return String.format(Locale.ROOT, "%-" + (SIZE - 1) + "s\n", line).getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads it back; empty if the bytes are no whole record. */
    static Optional<JournalRecord> parse(byte[] bytes) {
        Matcher form = FORM.matcher(new String(bytes, StandardCharsets.US_ASCII));
        if (!form.matches()) {
            return Optional.empty();
        }
        JournalRecord record = new JournalRecord(form.group(1), Long.parseLong(form.group(2)));
        return Arrays.equals(record.bytes(), bytes) ? Optional.of(record) : Optional.empty();
    }

    @Override
    public String toString() {
        return writer + " " + number;
    }
}
