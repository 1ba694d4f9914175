package io.zsan.testkit.contract;

import io.zsan.model.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Says at the end of a suite what was proved, what was not and why, and on which versions. A suite that proved nothing
 * fails: nobody reads the report of a green build.
 */
final class ProofReport implements BeforeTestExecutionCallback, TestWatcher, AfterAllCallback {
    private static final Namespace SPACE = Namespace.create(ProofReport.class);

    ProofReport() {}

    /** What a suite has shown so far. */
    static final class Ledger {
        private final Map<NodeName, String> versions = new TreeMap<>();
        private final List<String> proved = new ArrayList<>();
        private final List<String> failed = new ArrayList<>();
        private final List<String> notProved = new ArrayList<>();

        String text(String suite) {
            StringBuilder text = new StringBuilder("\n== ").append(suite).append(" on ");
            text.append(versions.isEmpty() ? "a subject of which no version is known" : versions)
                    .append('\n');
            list(text, "proved", proved);
            list(text, "not proved", notProved);
            list(text, "FAILED", failed);
            return text.toString();
        }

        private static void list(StringBuilder text, String what, List<String> sentences) {
            if (!sentences.isEmpty()) {
                text.append(what).append(" (").append(sentences.size()).append("):\n");
                sentences.stream()
                        .sorted()
                        .forEach(s -> text.append("  ").append(s).append('\n'));
            }
        }
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        Ledger ledger = of(context);
        if (ledger.versions.isEmpty() && context.getRequiredTestInstance() instanceof ContractCase contract) {
            ledger.versions.putAll(contract.versions());
        }
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        of(context).proved.add(sentence(context));
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        of(context).notProved.add(sentence(context) + ". " + reason(cause));
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        of(context).notProved.add(sentence(context) + ". " + reason.orElse("It is switched off."));
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        of(context).failed.add(sentence(context) + ". " + reason(cause));
    }

    /** JUnit puts words of its own before those of an assumption. */
    private static String reason(Throwable cause) {
        return String.valueOf(cause.getMessage()).replaceFirst("^Assumption failed: ", "");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Ledger ledger = context.getStore(SPACE).get(Ledger.class, Ledger.class);
        if (ledger != null) {
            String suite = context.getRequiredTestClass().getSimpleName();
            System.out.print(ledger.text(suite));
            if (ledger.proved.isEmpty() && ledger.failed.isEmpty()) {
                throw new AssertionError(suite + " proved nothing: each of the " + ledger.notProved.size()
                        + " tests that were to run ended as not proved. The first: " + ledger.notProved.get(0));
            }
        }
    }

    private static Ledger of(ExtensionContext test) {
        Store store = test.getParent().orElse(test).getStore(SPACE);
        return store.getOrComputeIfAbsent(Ledger.class, key -> new Ledger(), Ledger.class);
    }

    /** The name of a test is a sentence; the rules that it shows are its tags. */
    static String sentence(ExtensionContext context) {
        String name = context.getRequiredTestMethod().getName();
        String words = name.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        List<String> rules = context.getTags().stream().sorted().toList();
        return rules.isEmpty() ? words : words + " " + rules;
    }
}
