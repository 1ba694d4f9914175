package io.zsan.ledger;

import io.zsan.error.LedgerUnavailable;
import io.zsan.ledger.Frames.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a ledger file says, after whatever happened to the process that wrote it.
 *
 * <p>Every commit is forced to the disk before it is acknowledged and before the next one is written. So only the last
 * frame can be torn, and a torn one was never acknowledged: it is cut off. Anything wrong elsewhere is damage to what was
 * acknowledged, and no ledger is better than one with holes: the file is refused and left as it is.
 *
 * @param state what the file says
 * @param frames how many frames it has
 * @param lastFrame where the last of them begins; where there is none, 0
 * @param end where the next frame goes
 */
record Recovery(LedgerState state, int frames, long lastFrame, long end) {
    static final String MAGIC = "zsan-ledger ";
    static final String HEADER = MAGIC + "1\n";

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /** A file that zsan did not make is refused here. Ledgers get their name when they are whole, so none is too short. */
    static void checkHeader(LedgerFile file, Path path) throws IOException {
        byte[] expected = HEADER.getBytes(StandardCharsets.US_ASCII);
        byte[] found = file.read(0, expected.length);
        if (Arrays.equals(found, expected)) {
            return;
        }
        String text = new String(found, StandardCharsets.ISO_8859_1);
        if (text.startsWith(MAGIC)) {
            throw new LedgerUnavailable("ledger " + path + " has another format, '"
                    + RecordReader.printable(text.strip()) + "'; open it with the version of zsan that wrote it");
        }
        throw new LedgerUnavailable(path + (found.length == 0 ? " is empty" : " is some other file") + ", not a ledger;"
                + " nothing was changed: correct the path, or move that file away if a new ledger is to begin there");
    }

    static Recovery run(LedgerFile file, Path path) throws IOException {
        checkHeader(file, path);
        LedgerState state = LedgerState.empty();
        int frames = 0;
        long lastFrame = 0;
        long end = HEADER.length();
        for (Optional<Frame> frame = Frames.read(file, end); frame.isPresent(); frame = Frames.read(file, end)) {
            state = replay(state, frame.get(), path);
            frames++;
            lastFrame = end;
            end = frame.get().end();
        }
        if (end < file.size()) {
            cutTornTail(file, end, path);
        }
        return new Recovery(state, frames, lastFrame, end);
    }

    private static LedgerState replay(LedgerState before, Frame frame, Path path) {
        try {
            return CommitText.replay(before, frame.text());
        } catch (LedgerUnavailable wrong) {
            throw new LedgerUnavailable(
                    "ledger " + path + " is damaged at byte " + frame.position() + ": " + wrong.getMessage()
                            + "; nothing was changed: keep a copy, and restore the file",
                    wrong);
        }
    }

    private static void cutTornTail(LedgerFile file, long end, Path path) throws IOException {
        OptionalLong intact = Frames.firstAfter(file, end);
        if (intact.isPresent()) {
            throw new LedgerUnavailable(
                    "ledger " + path + " is damaged at byte " + end + ", and commits follow at byte "
                            + intact.getAsLong() + "; nothing was changed: keep a copy, and restore the file");
        }
        log.warn(
                "ledger {}: cutting off {} bytes at byte {}, a commit that was being written when the process or the"
                        + " machine died and that nobody was told of",
                path,
                file.size() - end,
                end);
        file.truncate(end);
    }

    /**
     * Makes the file that was just read safe to build on. What can be read is not therefore on the disk: the writer may
     * have died before it forced the last frame, or its force may have failed, after which the system counts the pages
     * as clean, shows them to readers, and never writes them. So the last frame is written once more.
     */
    void makeDurable(LedgerFile file) throws IOException {
        file.write(lastFrame, file.read(lastFrame, Math.toIntExact(end - lastFrame)));
        file.force();
    }
}
