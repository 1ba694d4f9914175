package io.zsan.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.LedgerUnavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A ledger file with wrong bytes in it: cut off where nobody can have been told of them, refused elsewhere. */
class FileLedgerDamageTest {
    private static final Path PATH = Path.of("ledger");
    private static final int COMMITS = 4;

    private final MemoryDisk disk = new MemoryDisk();

    /** The state after each commit; the first is the empty one. */
    private final List<LedgerState> states = new ArrayList<>(List.of(LedgerState.empty()));

    private final byte[] whole = write();
    private final List<Frames.Frame> frames = frames();

    private byte[] write() {
        Random random = new Random(7);
        try (FileLedger ledger = FileLedger.open(PATH, 100, disk)) {
            for (int i = 0; i < COMMITS; i++) {
                LedgerState before = states.get(i);
                LedgerChange change = LedgerContract.both(
                        LedgerChange.of(before, LedgerContract.node("db-always", "v" + i)),
                        LedgerGenerators.change(random, before));
                LedgerContract.await(ledger.commit(change));
                states.add(before.apply(change));
            }
        }
        return disk.bytes(PATH);
    }

    private List<Frames.Frame> frames() {
        try {
            List<Frames.Frame> found = new ArrayList<>();
            LedgerFile file = disk.open(PATH);
            Optional<Frames.Frame> next = Frames.read(file, Recovery.HEADER.length());
            while (next.isPresent()) {
                found.add(next.get());
                next = Frames.read(file, next.get().end());
            }
            assertThat(found).hasSize(1 + COMMITS);
            return found;
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Frames.Frame last() {
        return frames.get(COMMITS);
    }

    @Test
    void aFrameThatWasWrittenInPartIsCutOff() {
        for (int length = (int) last().position(); length < whole.length; length++) {
            cutOff(Arrays.copyOf(whole, length), "length " + length);
        }
    }

    @Test
    void aFrameThatWasWrittenInPartBeforeZeroesIsCutOff() {
        for (int length = (int) last().position(); length < whole.length - 1; length++) {
            cutOff(Arrays.copyOf(Arrays.copyOf(whole, length), whole.length + 100), "zeroes from " + length);
        }
    }

    @Test
    void aLastFrameWithAnyBitFlippedIsCutOff() {
        for (int at = (int) last().position(); at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                cutOff(flipped(at, bit), "bit " + bit + " of byte " + at);
            }
        }
    }

    private void cutOff(byte[] bytes, String how) {
        disk.put(PATH, bytes);
        LedgerState before = states.get(COMMITS - 1);
        LedgerChange change = LedgerChange.of(before, LedgerContract.node("db9", "further"));
        try (FileLedger ledger = FileLedger.open(PATH, 100, disk)) {
            assertThat(ledger.read()).as(how).isCompletedWithValue(before);
            assertThat(ledger.commit(change)).as(how).isCompletedWithValue(CommitResult.COMMITTED);
        }
        try (FileLedger ledger = FileLedger.open(PATH, 100, disk)) {
            assertThat(ledger.read()).as(how).isCompletedWithValue(before.apply(change));
        }
    }

    @Test
    void anyBitFlippedInAnEarlierFrameIsRefusedWithItsPlaceAndNothingIsChanged() {
        for (Frames.Frame frame : frames.subList(0, COMMITS)) {
            for (int at = (int) frame.position(); at < frame.end(); at++) {
                refused(
                        flipped(at, at % 8),
                        "ledger ledger is damaged at byte " + frame.position() + ", and commits follow at byte ");
            }
        }
    }

    @Test
    void aHoleOfZeroesBeforeAWholeFrameIsRefused() {
        byte[] bytes = whole.clone();
        Arrays.fill(bytes, (int) frames.get(1).position(), (int) last().position(), (byte) 0);

        refused(bytes, "commits follow at byte " + last().position() + ";");
    }

    @Test
    void aWholeFrameFarBehindTheDamageIsFound() {
        for (int gap : new int[] {1 << 16, (1 << 16) - 1, (1 << 16) + 1, (1 << 16) - 3, 200_000}) {
            byte[] garbage = "=== ".repeat(gap).substring(0, gap).getBytes(StandardCharsets.US_ASCII);
            byte[] lastFrame = Arrays.copyOfRange(whole, (int) last().position(), whole.length);

            refused(joined(upTo(COMMITS), garbage, lastFrame), "commits follow at byte " + (last().position() + gap));
        }
    }

    @Test
    void aMissingFrameIsRefused() {
        refused(joined(upTo(2), from(3)), "a commit that does not follow from those before it");
    }

    @Test
    void aFrameThatStandsTwiceIsRefused() {
        refused(joined(upTo(3), from(2)), "a commit that does not follow from those before it");
    }

    @Test
    void aSnapshotAfterCommitsIsRefused() {
        refused(
                joined(whole, Frames.encode(CommitText.snapshot(states.get(2)))),
                "a snapshot that is not the first entry");
    }

    @Test
    void aFrameWithoutMeaningIsRefused() {
        refused(joined(whole, Frames.encode("hello\n")), "neither a commit nor a snapshot");
        refused(joined(whole, Frames.encode("commit\nhello\n")), "a version and a record are expected at character 7");
        refused(joined(whole, Frames.encode("commit\nversion=+1\nend\n")), "not a version: '+1'");
        refused(joined(whole, Frames.encode("commit\nversion=1\nend\n")), "line 1 of a ledger record");
    }

    @Test
    void aForeignFileIsRefused() {
        refused("#!/bin/sh\nexit 0\n".getBytes(StandardCharsets.UTF_8), "ledger is some other file, not a ledger;");
    }

    @Test
    void anEmptyFileIsRefusedSinceALedgerIsNeverEmpty() {
        refused(new byte[0], "ledger is empty, not a ledger;");
    }

    @Test
    void aLedgerOfAnotherFormatIsRefusedByItsVersion() {
        refused("zsan-ledger 2\n".getBytes(StandardCharsets.UTF_8), "has another format, 'zsan-ledger 2'");
    }

    private void refused(byte[] bytes, String message) {
        disk.put(PATH, bytes);
        // Twice: the lock was given back.
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> FileLedger.open(PATH, 1, disk))
                    .isInstanceOf(LedgerUnavailable.class)
                    .hasMessageContaining(message)
                    .message()
                    .matches("[ -~]+");
        }
        assertThat(disk.bytes(PATH)).isEqualTo(bytes);
    }

    private byte[] flipped(int at, int bit) {
        byte[] bytes = whole.clone();
        bytes[at] ^= (byte) (1 << bit);
        return bytes;
    }

    /** The file up to a frame, without it. */
    private byte[] upTo(int frame) {
        return Arrays.copyOf(whole, (int) frames.get(frame).position());
    }

    private byte[] from(int frame) {
        return Arrays.copyOfRange(whole, (int) frames.get(frame).position(), whole.length);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
