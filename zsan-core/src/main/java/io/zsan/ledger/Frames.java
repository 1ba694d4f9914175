package io.zsan.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * How texts stand in a ledger file, one after the other: a line {@code === length checksum}, in eight hexadecimal digits
 * each, then the text. The checksum covers the length too.
 */
final class Frames {
    private static final String MARK = "=== ";
    private static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH_DIGITS = 8;
    private static final Pattern HEADER = Pattern.compile(MARK + "([0-7][0-9a-f]{7}) [0-9a-f]{8}\n");
    private static final int HEADER_SIZE = MARK.length() + 2 * LENGTH_DIGITS + 2;
    private static final int SCAN = 1 << 16;

    private Frames() {}

    /** A text in the file, from {@code position} to just before {@code end}. */
    record Frame(long position, long end, String text) {}

    static byte[] encode(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] header = header(content);
        byte[] frame = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, frame, header.length, content.length);
        return frame;
    }

    private static byte[] header(byte[] content) {
        String length = String.format("%08x", content.length);
        CRC32C checksum = new CRC32C();
        checksum.update(length.getBytes(StandardCharsets.US_ASCII));
        checksum.update(content);
        return String.format("%s%s %08x\n", MARK, length, checksum.getValue()).getBytes(StandardCharsets.US_ASCII);
    }

    /** The frame that begins at a position, if a whole and undamaged one does. */
    static Optional<Frame> read(LedgerFile file, long position) throws IOException {
        byte[] header = file.read(position, HEADER_SIZE);
        Matcher fields = HEADER.matcher(new String(header, StandardCharsets.ISO_8859_1));
        if (!fields.matches()) {
            return Optional.empty();
        }
        int length = Integer.parseInt(fields.group(1), 16);
        long end = position + HEADER_SIZE + length;
        if (end > file.size()) {
            return Optional.empty();
        }
        byte[] content = file.read(position + HEADER_SIZE, length);
        return Arrays.equals(header, header(content))
                ? Optional.of(new Frame(position, end, new String(content, StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    /** Where the first undamaged frame after {@code position} begins, at whatever byte that is. */
    static OptionalLong firstAfter(LedgerFile file, long position) throws IOException {
        long size = file.size();
        for (long base = position + 1; base < size; base += SCAN) {
            byte[] chunk = file.read(base, SCAN + MARK_BYTES.length - 1);
            for (int i = 0; i < Math.min(SCAN, chunk.length); i++) {
                if (marked(chunk, i) && read(file, base + i).isPresent()) {
                    return OptionalLong.of(base + i);
                }
            }
        }
        return OptionalLong.empty();
    }

    private static boolean marked(byte[] bytes, int at) {
        int end = at + MARK_BYTES.length;
        return end <= bytes.length && Arrays.equals(bytes, at, end, MARK_BYTES, 0, MARK_BYTES.length);
    }
}
