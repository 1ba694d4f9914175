package io.zsan.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.LedgerUnavailable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A file ledger whose process is killed, whose machine loses power, and whose disk fails, at every byte that it writes:
 * what was acknowledged is there afterwards, and what was not is there whole or not at all.
 */
class FileLedgerCrashTest {
    private static final Path PATH = Path.of("ledger");
    private static final int COMPACT_ABOVE = 4;

    /** What a writer knows when it dies: the last state that was acknowledged, and the one it was on its way to. */
    private static final class Writer {
        private LedgerState acknowledged = LedgerState.empty();
        private LedgerState attempted = LedgerState.empty();

        /** Begins a ledger, and opens it twice more, the last time with so many commits that it is compacted. */
        void run(MemoryDisk disk) {
            for (int session = 0; session < 3; session++) {
                try (FileLedger ledger = FileLedger.open(PATH, COMPACT_ABOVE, disk)) {
                    for (int i = 0; i < 2; i++) {
                        commit(ledger, "s" + session + "-" + i);
                    }
                } catch (LedgerUnavailable dead) {
                    return;
                }
            }
        }

        private void commit(FileLedger ledger, String boot) {
            LedgerChange change = LedgerChange.of(
                    acknowledged, LedgerContract.node("db1", boot), LedgerContract.node("db-" + boot, boot));
            LedgerState next = acknowledged.apply(change);
            CommitResult result = LedgerContract.await(ledger.commit(change));
            attempted = next;
            if (result == CommitResult.COMMITTED) {
                acknowledged = next;
            }
        }
    }

    @Test
    void aProcessKilledAtAnyByteLosesNoAcknowledgedCommit() {
        long steps = stepsOfAWholeRun();
        for (long step = 0; step <= steps; step++) {
            MemoryDisk disk = new MemoryDisk();
            disk.killAfter(step);
            Writer writer = new Writer();
            writer.run(disk);

            check(disk.restart(), writer, "killed after step " + step);
        }
    }

    @Test
    void aLossOfPowerAtAnyByteLosesNoAcknowledgedCommit() {
        long steps = stepsOfAWholeRun();
        for (long step = 0; step <= steps; step++) {
            for (int seed = 0; seed < 5; seed++) {
                MemoryDisk disk = new MemoryDisk();
                disk.killAfter(step);
                Writer writer = new Writer();
                writer.run(disk);

                check(disk.losePower(new Random(seed)), writer, "power lost after step " + step + ", seed " + seed);
            }
        }
    }

    /** The recovery is killed too, and the machine with it, before a third process comes to its end. */
    @Test
    void aRecoveryKilledAtAnyByteLosesNoAcknowledgedCommit() {
        Random random = new Random(42);
        long steps = stepsOfAWholeRun();
        for (int run = 0; run < 2_000; run++) {
            MemoryDisk disk = new MemoryDisk();
            disk.killAfter(random.nextInt((int) steps));
            Writer writer = new Writer();
            writer.run(disk);
            disk.losePower(random);
            disk.killAfter(random.nextInt(300));
            try (FileLedger ledger = FileLedger.open(PATH, random.nextInt(COMPACT_ABOVE), disk)) {
                writer.acknowledged = LedgerContract.await(ledger.read());
                writer.attempted = writer.acknowledged;
            } catch (LedgerUnavailable killed) {
                assertThat(killed).hasMessageContaining("killed");
            }

            check(disk.losePower(random), writer, "run " + run);
        }
    }

    @Test
    void aDiskThatFillsUpAtAnyByteMakesTheOutcomeUnknownAndLosesNothing() {
        int frame = Frames.encode(CommitText.commit(LedgerContract.put(0, "db2", "x"))).length;
        for (int bytes = 0; bytes < frame; bytes++) {
            MemoryDisk disk = new MemoryDisk();
            Writer writer = new Writer();
            writer.run(disk);
            FileLedger ledger = FileLedger.open(PATH, COMPACT_ABOVE, disk);
            disk.fullAfter(bytes);

            assertThat(ledger.commit(LedgerContract.put(0, "db2", "x"))).isCompletedWithValue(CommitResult.UNKNOWN);

            ledger.close();
            check(disk.restart(), writer, "full after " + bytes + " bytes");
        }
    }

    @Test
    void aFailedForceMakesTheOutcomeUnknownAndTheLedgerUnusable() {
        MemoryDisk disk = new MemoryDisk();
        List<LedgerState> told = new ArrayList<>();
        try (FileLedger ledger = FileLedger.open(PATH, COMPACT_ABOVE, disk)) {
            ledger.watch(told::add);
            disk.failNextForce();

            assertThat(ledger.commit(LedgerContract.put(0, "db1", "x"))).isCompletedWithValue(CommitResult.UNKNOWN);
            refused(() -> LedgerContract.await(ledger.read()));
            refused(() -> LedgerContract.await(ledger.commit(LedgerContract.put(0, "db1", "x"))));
            refused(() -> LedgerContract.await(ledger.commit(LedgerChange.none())));
            assertThat(told).isEmpty();
        }
    }

    private static void refused(Runnable use) {
        assertThatThrownBy(use::run)
                .isInstanceOf(LedgerUnavailable.class)
                .hasMessageContaining("close it and open it again");
    }

    /** The pages of a failed force can be read, count as clean, and are not on the disk. */
    @Test
    void whatIsReadAfterAFailedForceStaysEvenWhenThePowerFails() {
        for (int seed = 0; seed < 50; seed++) {
            MemoryDisk disk = new MemoryDisk();
            Writer writer = new Writer();
            writer.run(disk);
            try (FileLedger ledger = FileLedger.open(PATH, 100, disk)) {
                disk.failNextForce();
                ledger.commit(LedgerContract.put(0, "db2", "x"));
            }
            LedgerState seen;
            try (FileLedger ledger = FileLedger.open(PATH, 100, disk)) {
                seen = LedgerContract.await(ledger.read());
            }
            disk.losePower(new Random(seed));

            try (FileLedger ledger = FileLedger.open(PATH, 100, disk)) {
                assertThat(LedgerContract.await(ledger.read())).isEqualTo(seen);
            }
        }
    }

    @Test
    void aFailedForceWhileOpeningRefusesTheLedgerAndGivesTheLockBack() {
        MemoryDisk disk = new MemoryDisk();
        Writer writer = new Writer();
        writer.run(disk);
        disk.failNextForce();

        assertThatThrownBy(() -> FileLedger.open(PATH, 100, disk))
                .isInstanceOf(LedgerUnavailable.class)
                .hasMessageContaining("cannot open ledger ledger: ")
                .hasMessageContaining("input/output error");
        check(disk, writer, "second open");
    }

    /** Everything that a new process may rely on, and that it can go on from there. */
    private static void check(MemoryDisk disk, Writer writer, String when) {
        LedgerState found = within(disk, when, ledger -> {});
        assertThat(found).as(when).isIn(writer.acknowledged, writer.attempted);

        LedgerChange change = LedgerChange.of(found, LedgerContract.node("db9", "further"));
        LedgerState further = within(
                disk,
                when,
                ledger -> assertThat(ledger.commit(change)).as(when).isCompletedWithValue(CommitResult.COMMITTED));
        assertThat(further).as(when).isEqualTo(found.apply(change));
        assertThat(within(disk.losePower(new Random(1)), when, ledger -> {}))
                .as(when)
                .isEqualTo(further);
    }

    private static LedgerState within(MemoryDisk disk, String when, Consumer<FileLedger> use) {
        try (FileLedger ledger = FileLedger.open(PATH, COMPACT_ABOVE, disk)) {
            use.accept(ledger);
            return LedgerContract.await(ledger.read());
        } catch (LedgerUnavailable refused) {
            throw new AssertionError(when, refused);
        }
    }

    private static long stepsOfAWholeRun() {
        MemoryDisk disk = new MemoryDisk();
        Writer writer = new Writer();
        writer.run(disk);
        assertThat(writer.acknowledged.databaseNodes()).hasSize(7);
        return disk.steps();
    }
}
