package io.zsan.freebsd.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the beginning of a stream and reads the rest away, so that the writer never blocks. Thread-safe. */
final class Capture {
    /** Most bytes kept of one stream: far more than any answer that zsan asks for. */
    static final int LIMIT = 4 * 1024 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean overflowed;
    private boolean ended;

    /** Reads to the end of the stream. */
    void drain(InputStream stream) {
        byte[] buffer = new byte[8192];
        try (stream) {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                keep(buffer, n);
            }
            end();
        } catch (IOException cutOff) {
            // Not ended: what is kept counts as truncated.
        }
    }

    /** What was kept, while {@link #drain} may still be reading. */
    synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    /** Whether something was discarded, or the end of the stream has not been seen. */
    synchronized boolean truncated() {
        return overflowed || !ended;
    }

    /** Whether something was discarded because it was too much. */
    synchronized boolean overflowed() {
        return overflowed;
    }

    private synchronized void keep(byte[] buffer, int n) {
        int room = Math.min(n, LIMIT - kept.size());
        kept.write(buffer, 0, room);
        overflowed |= room < n;
    }

    private synchronized void end() {
        ended = true;
    }
}
