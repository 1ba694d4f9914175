package io.zsan.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs the tests of a {@link LabTest} class where the machine can, skips them where it cannot, unless they are required,
 * and keeps the logs of the lab of a failed {@link OnLab} in {@code target/lab}.
 */
public final class LabExtension implements ExecutionCondition, BeforeEachCallback, AfterEachCallback {

    /** Marks a class whose tests need a lab. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(LabExtension.class)
    public @interface LabTest {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing = LabRequirements.missing();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("the machine has what the lab needs");
        }
        String why = "the lab cannot run on this machine: " + String.join("; ", missing);
        if ("required".equals(System.getenv(LabRequirements.VARIABLE))) {
            throw new IllegalStateException(
                    why + " (and " + LabRequirements.VARIABLE + "=required forbids to skip it)");
        }
        if (context.getTestMethod().isEmpty() && context.getTestClass().isPresent()) {
            System.out.println("SKIPPED " + context.getRequiredTestClass().getSimpleName() + ": " + why);
        }
        return ConditionEvaluationResult.disabled(why);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        System.out.println("LAB " + context.getRequiredTestClass().getSimpleName() + ": " + context.getDisplayName());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!(context.getRequiredTestInstance() instanceof OnLab test)) {
            return;
        }
        context.getExecutionException().ifPresent(failure -> {
            Path kept = Path.of("target/lab")
                    .resolve(context.getRequiredTestClass().getSimpleName() + "-"
                            + context.getRequiredTestMethod().getName());
            test.keepLogs(kept, failure);
            System.out.println("LAB logs and timeline are kept in " + kept.toAbsolutePath());
        });
        test.down();
    }
}
