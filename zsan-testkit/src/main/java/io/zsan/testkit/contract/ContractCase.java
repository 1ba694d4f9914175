package io.zsan.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zsan.error.CommandRefused;
import io.zsan.model.NodeName;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/** What the contracts have in common: a clean bench for each test, and a report at the end. */
@ExtendWith(ProofReport.class)
public abstract class ContractCase {
    private @Nullable Subject subject;
    private @Nullable Bench bench;

    ContractCase() {}

    /** The nodes to hold to the contract; asked for once per test, and closed after it. */
    protected abstract Subject subject() throws Exception;

    @BeforeEach
    public final void openSubject() throws Exception {
        subject = subject();
        bench = new Bench(subject);
    }

    /** Clears the nodes, and closes the subject even where they could not be cleared. */
    @AfterEach
    public final void closeSubject() {
        Subject opened = subject;
        if (opened == null) {
            return;
        }
        try (opened) {
            if (bench != null) {
                bench.clear();
            }
        }
    }

    final Bench bench() {
        if (bench == null) {
            throw new IllegalStateException("the subject has not been opened");
        }
        return bench;
    }

    final Map<NodeName, String> versions() {
        return subject == null ? Map.of() : subject.versions();
    }

    /** Shows that a node refuses something: it says no, and says why. */
    static void refuses(String what, Executable work) {
        CommandRefused refused = assertThrows(CommandRefused.class, work, what);
        assertTrue(refused.getMessage() != null && !refused.getMessage().isBlank(), what);
    }
}
