package io.zsan.lab;

import com.google.common.base.Throwables;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Runs the tests of a {@link LabTest} class where the machine can, skips them where it cannot, unless they are required,
 * and keeps the logs and the timeline of a failed test that {@link HasLab} in {@code target/lab}.
 */
public final class LabExtension
        implements ExecutionCondition, BeforeEachCallback, AfterTestExecutionCallback, AfterEachCallback {

    /** Marks a class whose tests need a lab. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(LabExtension.class)
    public @interface LabTest {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean required = "required".equals(System.getenv(LabRequirements.VARIABLE));
        ConditionEvaluationResult result = decide(LabRequirements.missing(), required);
        if (result.isDisabled() && context.getTestMethod().isEmpty()) {
            context.getTestClass()
                    .ifPresent(tests -> System.out.println("SKIPPED " + tests.getSimpleName() + ": "
                            + result.getReason().orElseThrow()));
        }
        return result;
    }

    static ConditionEvaluationResult decide(List<String> missing, boolean required) {
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("the machine has what the lab needs");
        }
        String why = "the lab cannot run on this machine: " + String.join("; ", missing);
        if (required) {
            throw new IllegalStateException(
                    why + " (and " + LabRequirements.VARIABLE + "=required forbids to skip it)");
        }
        return ConditionEvaluationResult.disabled(why);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        System.out.println("LAB " + context.getRequiredTestClass().getSimpleName() + ": " + context.getDisplayName());
    }

    /** Before the test takes its lab down. */
    @Override
    public void afterTestExecution(ExtensionContext context) {
        Optional<Throwable> failure =
                context.getExecutionException().filter(thrown -> !(thrown instanceof TestAbortedException));
        if (!(context.getRequiredTestInstance() instanceof HasLab test)
                || failure.isEmpty() && !Boolean.getBoolean("zsan.lab.keep")) {
            return;
        }
        test.upLab().ifPresent(lab -> {
            failure.ifPresent(f -> lab.timeline().note("test", "FAILED: " + Throwables.getStackTraceAsString(f)));
            Path kept = Path.of("target/lab")
                    .resolve(context.getRequiredTestClass().getSimpleName() + "-"
                            + context.getRequiredTestMethod().getName());
            lab.keepLogs(kept);
            System.out.println("LAB logs and timeline are kept in " + kept.toAbsolutePath());
        });
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getRequiredTestInstance() instanceof OnLab test) {
            test.down();
        }
    }
}
