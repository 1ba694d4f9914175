package io.zsan.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.LedgerUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file ledger on a real file system. */
class FileLedgerTest extends ImmediateLedgerContract {
    @TempDir
    private Path directory;

    @Override
    Ledger open() {
        return FileLedger.open(directory.resolve("contract"));
    }

    private Path path() {
        return directory.resolve("ledger");
    }

    @Test
    void holdsWhatWasCommittedWhenItIsOpenedAgain() {
        LedgerState expected = write(30);

        assertThat(reopened()).isEqualTo(expected);
        assertThat(reopened()).isEqualTo(expected);
    }

    @Test
    void isAFileThatAPersonCanRead() throws Exception {
        try (FileLedger ledger = FileLedger.open(path())) {
            ledger.commit(put(0, "db1", "x"));
        }

        assertThat(Files.readString(path())).isEqualTo("""
                        zsan-ledger 1
                        === 00000009 18473c90
                        snapshot
                        === 00000051 d9d3cf1e
                        commit
                        version=0
                        zsan-record 1
                        type=DATABASE_NODE
                        name=db1
                        recycling-since=x
                        end
                        """);
    }

    @Test
    void cutsOffACommitThatWasWrittenInPart() throws Exception {
        LedgerState before = write(3);
        long start = Files.size(path());
        LedgerChange change = LedgerChange.of(before, node("db9", "x"));
        try (FileLedger ledger = FileLedger.open(path())) {
            ledger.commit(change);
        }
        byte[] whole = Files.readAllBytes(path());
        for (int length = (int) start; length < whole.length; length++) {
            Files.write(path(), Arrays.copyOf(whole, length));

            assertThat(reopened()).isEqualTo(before);
            assertThat(Files.size(path())).isEqualTo(start);
        }
        try (FileLedger ledger = FileLedger.open(path())) {
            assertThat(ledger.commit(change)).isCompletedWithValue(CommitResult.COMMITTED);
        }
        assertThat(Files.readAllBytes(path())).isEqualTo(whole);
    }

    @Test
    void compactsWhenItIsOpenedWithMoreCommitsThanTheLimit() throws Exception {
        LedgerState expected = write(40);
        long size = Files.size(path());

        FileLedger.open(path(), 41).close();
        assertThat(Files.size(path())).isEqualTo(size);

        FileLedger.open(path(), 40).close();
        assertThat(Files.size(path())).isLessThan(size);
        assertThat(reopened()).isEqualTo(expected);
        assertThat(files()).containsExactly("contract", "contract.lock", "ledger", "ledger.lock");
    }

    @Test
    void goesOnFromASnapshot() {
        LedgerState before = write(40);
        LedgerChange change = LedgerGenerators.change(new Random(5), before);
        try (FileLedger ledger = FileLedger.open(path(), 1)) {
            assertThat(ledger.commit(change)).isCompletedWithValue(CommitResult.COMMITTED);
        }

        assertThat(reopened()).isEqualTo(before.apply(change));
    }

    @Test
    void ignoresWhatAKilledCompactionLeft() throws Exception {
        LedgerState expected = write(5);
        Files.writeString(directory.resolve("ledger.new"), "zsan-ledger 1\n=== 00");

        assertThat(reopened()).isEqualTo(expected);
        FileLedger.open(path(), 1).close();
        assertThat(reopened()).isEqualTo(expected);
        assertThat(files()).doesNotContain("ledger.new");
    }

    @Test
    void survivesTheInterruptionOfACommittingThread() {
        try (FileLedger ledger = FileLedger.open(path())) {
            Thread.currentThread().interrupt();
            assertThat(ledger.commit(put(0, "db1", "x"))).isCompletedWithValue(CommitResult.COMMITTED);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(ledger.commit(put(1, "db1", "y"))).isCompletedWithValue(CommitResult.COMMITTED);
        }
        assertThat(reopened().findDatabaseNode(node("db1", "y").name())).contains(node("db1", "y"));
    }

    @Test
    void leavesAForeignFileAndItsDirectoryAlone() throws Exception {
        Files.writeString(path(), "my diary\n");

        assertThatThrownBy(() -> FileLedger.open(path()))
                .isInstanceOf(LedgerUnavailable.class)
                .hasMessage(path().toRealPath() + " is some other file, not a ledger; nothing was changed: correct the"
                        + " path, or move that file away if a new ledger is to begin there");
        assertThat(path()).hasContent("my diary\n");
        assertThat(files()).doesNotContain("ledger.lock");
    }

    @Test
    void refusesADirectory() {
        assertThatThrownBy(() -> FileLedger.open(directory))
                .isInstanceOf(LedgerUnavailable.class)
                .hasMessageContaining("is not a file");
    }

    @Test
    void refusesAPathInADirectoryThatIsNotThere() {
        assertThatThrownBy(() -> FileLedger.open(directory.resolve("nowhere/ledger")))
                .isInstanceOf(LedgerUnavailable.class)
                .hasMessageContaining("nowhere is not a directory; create it, or correct the path");
    }

    @Test
    void refusesAPathBelowAFile() throws Exception {
        Files.writeString(path(), "");

        assertThatThrownBy(() -> FileLedger.open(path().resolve("ledger")))
                .isInstanceOf(LedgerUnavailable.class)
                .hasMessageContaining("is not a directory");
    }

    @Test
    void saysWhyAFileCannotBeCreated() throws Exception {
        Files.createDirectory(directory.resolve("ledger.new"));

        assertThatThrownBy(() -> FileLedger.open(path()))
                .isInstanceOf(LedgerUnavailable.class)
                .hasMessageContaining("cannot open ledger " + path())
                .hasMessageContaining("ledger.new");
    }

    /** Commits changes to the ledger, and gives its state after them. */
    private LedgerState write(int commits) {
        Random random = new Random(3);
        LedgerState state = LedgerState.empty();
        try (FileLedger ledger = FileLedger.open(path())) {
            for (int i = 0; i < commits; i++) {
                LedgerChange change = LedgerGenerators.change(random, state);
                assertThat(ledger.commit(change)).isCompletedWithValue(CommitResult.COMMITTED);
                state = state.apply(change);
            }
        }
        return state;
    }

    private LedgerState reopened() {
        try (FileLedger ledger = FileLedger.open(path())) {
            return await(ledger.read());
        }
    }

    private String[] files() throws IOException {
        try (var listed = Files.list(directory)) {
            return listed.map(p -> p.getFileName().toString()).sorted().toArray(String[]::new);
        }
    }
}
