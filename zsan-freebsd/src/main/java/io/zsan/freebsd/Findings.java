package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.NodeName;
import io.zsan.node.Finding;
import io.zsan.node.Finding.Severity;
import java.util.List;
import java.util.Optional;

/** Collects what preflight finds on one node (R12). */
final class Findings {
    private final NodeName node;
    private final ImmutableList.Builder<Finding> found = ImmutableList.builder();

    Findings(NodeName node) {
        this.node = node;
    }

    void refuse(String what, String evidence, String remedy) {
        found.add(new Finding(node, Severity.REFUSES, what, evidence, remedy));
    }

    void warn(String what, String evidence, String remedy) {
        found.add(new Finding(node, Severity.WARNS, what, evidence, remedy));
    }

    List<Finding> all() {
        return found.build();
    }

    /** The result of a command; where there is none, that is what was found. */
    Optional<CommandResult> answered(Attempt attempt) {
        if (attempt instanceof Attempt.Ended ended && !ended.result().truncated()) {
            return Optional.of(ended.result());
        }
        String why = attempt instanceof Attempt.Unknown unknown ? unknown.why() : "its output is too long";
        refuse("'" + attempt.command() + "' did not answer", why, "look why, and run preflight again");
        return Optional.empty();
    }

    /** As {@link #answered}, of a command that must also have succeeded. */
    Optional<CommandResult> succeeded(Attempt attempt) {
        return answered(attempt).filter(result -> {
            if (!result.succeeded()) {
                refuse("'" + attempt.command() + "' failed", Results.said(result), "look why, and run preflight again");
            }
            return result.succeeded();
        });
    }
}
