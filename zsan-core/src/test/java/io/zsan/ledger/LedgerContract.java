package io.zsan.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.LedgerUnavailable;
import io.zsan.model.BootId;
import io.zsan.model.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every ledger promises. A subclass says how to open an empty one. */
abstract class LedgerContract {
    /** A deadline for what should take milliseconds, in seconds: reached only by a ledger that hangs. */
    private static final long PATIENCE = 20;

    private Ledger ledger;

    /** A ledger with nothing in it. */
    abstract Ledger open() throws Exception;

    @BeforeEach
    void openLedger() throws Exception {
        ledger = open();
    }

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    Ledger ledger() {
        return ledger;
    }

    @Test
    void beginsEmpty() {
        assertThat(read()).isEqualTo(LedgerState.empty());
    }

    @Test
    void aReadSeesWhatWasCommitted() {
        assertThat(commit(put(0, "db1", "x"))).isEqualTo(CommitResult.COMMITTED);

        assertThat(read().findDatabaseNode(new NodeName("db1"))).contains(node("db1", "x"));
    }

    @Test
    void versionsGrowByOneFromOne() {
        for (int version = 0; version < 5; version++) {
            assertThat(version("db1")).isEqualTo(version);
            assertThat(commit(put(version, "db1", "v" + version))).isEqualTo(CommitResult.COMMITTED);
        }
        assertThat(version("db1")).isEqualTo(5);
    }

    @Test
    void versionsOfRecordsAreIndependent() {
        commit(put(0, "db1", "x"));
        commit(put(1, "db1", "y"));
        commit(put(0, "db2", "z"));

        assertThat(version("db1")).isEqualTo(2);
        assertThat(version("db2")).isEqualTo(1);
    }

    @Test
    void refusesAChangeOfARecordThatHasMovedOn() {
        commit(put(0, "db1", "x"));
        commit(put(1, "db1", "y"));

        assertThat(commit(put(1, "db1", "stale"))).isEqualTo(CommitResult.CONFLICT);
        assertThat(read().findDatabaseNode(new NodeName("db1"))).contains(node("db1", "y"));
        assertThat(version("db1")).isEqualTo(2);
    }

    @Test
    void refusesToCreateARecordThatIsThere() {
        commit(put(0, "db1", "x"));

        assertThat(commit(put(0, "db1", "again"))).isEqualTo(CommitResult.CONFLICT);
    }

    @Test
    void refusesToChangeARecordThatIsNotThere() {
        assertThat(commit(put(1, "db1", "x"))).isEqualTo(CommitResult.CONFLICT);
        assertThat(read()).isEqualTo(LedgerState.empty());
    }

    @Test
    void takesTheSameChangeOnlyOnce() {
        LedgerChange change = put(0, "db1", "x");

        assertThat(commit(change)).isEqualTo(CommitResult.COMMITTED);
        assertThat(commit(change)).isEqualTo(CommitResult.CONFLICT);
        assertThat(version("db1")).isEqualTo(1);
    }

    @Test
    void writesAllRecordsOfAChange() {
        LedgerChange change = both(put(0, "db1", "x"), put(0, "db2", "y"));

        assertThat(commit(change)).isEqualTo(CommitResult.COMMITTED);
        assertThat(read().databaseNodes()).containsExactly(node("db1", "x"), node("db2", "y"));
    }

    @Test
    void writesNoRecordOfAChangeOneOfWhoseRecordsHasMovedOn() {
        commit(put(0, "db2", "y"));

        assertThat(commit(both(put(0, "db1", "x"), put(0, "db2", "stale")))).isEqualTo(CommitResult.CONFLICT);
        assertThat(commit(both(put(0, "db2", "stale"), put(0, "db3", "x")))).isEqualTo(CommitResult.CONFLICT);
        assertThat(read().databaseNodes()).containsExactly(node("db2", "y"));
    }

    @Test
    void anEmptyChangeIsCommittedAndChangesNothing() {
        commit(put(0, "db1", "x"));
        LedgerState before = read();

        assertThat(commit(LedgerChange.none())).isEqualTo(CommitResult.COMMITTED);
        assertThat(read()).isEqualTo(before);
    }

    @Test
    void aStateThatWasReadDoesNotChange() {
        commit(put(0, "db1", "x"));
        LedgerState before = read();
        commit(put(1, "db1", "y"));

        assertThat(before.findDatabaseNode(new NodeName("db1"))).contains(node("db1", "x"));
    }

    @Test
    void holdsEveryKindOfRecord() {
        Random random = new Random(1);
        LedgerState expected = LedgerState.empty();
        for (int i = 0; i < 200; i++) {
            LedgerChange change = LedgerGenerators.change(random, expected);
            assertThat(commit(change)).isEqualTo(CommitResult.COMMITTED);
            expected = expected.apply(change);
        }
        LedgerChange luns = LedgerChange.of(expected, LedgerGenerators.lun(random), LedgerGenerators.lun(random));
        commit(luns);

        assertThat(read()).isEqualTo(expected.apply(luns));
    }

    @Test
    void tellsAListenerOfAChange() throws Exception {
        BlockingQueue<LedgerState> seen = new LinkedBlockingQueue<>();
        ledger.watch(seen::add);
        commit(put(0, "db1", "x"));

        assertThat(seen.poll(PATIENCE, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aListenerThatFailsHarmsNobody() throws Exception {
        BlockingQueue<LedgerState> seen = new LinkedBlockingQueue<>();
        ledger.watch(state -> {
            throw new IllegalStateException("a listener fails; this is expected");
        });
        ledger.watch(seen::add);

        assertThat(commit(put(0, "db1", "x"))).isEqualTo(CommitResult.COMMITTED);
        assertThat(seen.poll(PATIENCE, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void doesNotTellAListenerWhoseWatchIsClosed() throws Exception {
        BlockingQueue<LedgerState> closed = new LinkedBlockingQueue<>();
        BlockingQueue<LedgerState> open = new LinkedBlockingQueue<>();
        Ledger.Watch watch = ledger.watch(closed::add);
        ledger.watch(open::add);
        watch.close();
        watch.close();
        commit(put(0, "db1", "x"));

        assertThat(open.poll(PATIENCE, TimeUnit.SECONDS)).isNotNull();
        assertThat(closed).isEmpty();
    }

    @Test
    void ofTwoWatchesOfOneListenerClosingOneLeavesTheOther() throws Exception {
        BlockingQueue<LedgerState> seen = new LinkedBlockingQueue<>();
        Ledger.Watch first = ledger.watch(seen::add);
        ledger.watch(seen::add);
        first.close();
        commit(put(0, "db1", "x"));

        assertThat(seen.poll(PATIENCE, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aListenerMayCommit() throws Exception {
        CompletableFuture<CommitResult> second = new CompletableFuture<>();
        ledger.watch(state -> {
            if (state.version(DatabaseNodeRecord.key(new NodeName("db1"))) == 1 && !second.isDone()) {
                ledger.commit(put(1, "db1", "y")).thenAccept(second::complete);
            }
        });
        commit(put(0, "db1", "x"));

        assertThat(second.get(PATIENCE, TimeUnit.SECONDS)).isEqualTo(CommitResult.COMMITTED);
    }

    @Test
    void ofTwoWritersExactlyOneGetsEachVersion() throws Exception {
        int rounds = 50;
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<List<CommitResult>> a = threads.submit(() -> compete("a", rounds, start));
            Future<List<CommitResult>> b = threads.submit(() -> compete("b", rounds, start));
            List<CommitResult> ofA = a.get(PATIENCE, TimeUnit.SECONDS);
            List<CommitResult> ofB = b.get(PATIENCE, TimeUnit.SECONDS);
            for (int i = 0; i < rounds; i++) {
                assertThat(List.of(ofA.get(i), ofB.get(i)))
                        .containsExactlyInAnyOrder(CommitResult.COMMITTED, CommitResult.CONFLICT);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(version("db1")).isEqualTo(rounds);
    }

    private List<CommitResult> compete(String who, int rounds, CyclicBarrier start) throws Exception {
        List<CommitResult> results = new ArrayList<>();
        for (int version = 0; version < rounds; version++) {
            start.await(PATIENCE, TimeUnit.SECONDS);
            results.add(commit(put(version, "db1", who)));
        }
        return results;
    }

    @Test
    void readersNeverSeeHalfAChange() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> writer = threads.submit(() -> {
                for (int version = 0; version < 100; version++) {
                    commit(both(put(version, "db1", "v" + version), put(version, "db2", "v" + version)));
                }
            });
            while (!writer.isDone()) {
                LedgerState state = read();
                assertThat(state.version(DatabaseNodeRecord.key(new NodeName("db1"))))
                        .isEqualTo(state.version(DatabaseNodeRecord.key(new NodeName("db2"))));
            }
            writer.get(PATIENCE, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
        assertThat(version("db2")).isEqualTo(100);
    }

    @Test
    void aClosedLedgerRefusesReadsAndCommits() {
        ledger.close();
        ledger.close();

        assertThatThrownBy(this::read).isInstanceOf(LedgerUnavailable.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> commit(put(0, "db1", "x"))).isInstanceOf(LedgerUnavailable.class);
    }

    LedgerState read() {
        return await(ledger.read());
    }

    CommitResult commit(LedgerChange change) {
        return await(ledger.commit(change));
    }

    private long version(String node) {
        return read().version(DatabaseNodeRecord.key(new NodeName(node)));
    }

    static LedgerChange put(long expected, String node, String boot) {
        return new LedgerChange(List.of(new LedgerChange.Put(expected, node(node, boot))));
    }

    static DatabaseNodeRecord node(String name, String boot) {
        return new DatabaseNodeRecord(new NodeName(name), Optional.of(new BootId(boot)));
    }

    static LedgerChange both(LedgerChange first, LedgerChange second) {
        List<LedgerChange.Put> puts = new ArrayList<>(first.puts());
        puts.addAll(second.puts());
        return new LedgerChange(puts);
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof LedgerUnavailable unavailable) {
                throw unavailable;
            }
            throw new AssertionError("a ledger fails only with LedgerUnavailable", failed.getCause());
        } catch (Exception late) {
            throw new AssertionError("the ledger did not answer", late);
        }
    }
}
