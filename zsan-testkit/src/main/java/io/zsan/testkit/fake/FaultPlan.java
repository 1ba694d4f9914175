package io.zsan.testkit.fake;

import io.zsan.model.NodeName;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

/** Decides the fate of each program that a node is about to start. Called with the world's lock held; must be quick. */
@FunctionalInterface
public interface FaultPlan {
    /**
     * @param words program and arguments, as the program would receive them
     */
    Fault decide(NodeName node, List<String> words);

    static FaultPlan none() {
        return (node, words) -> Fault.NONE;
    }

    /** A fault for every command that matches. */
    static FaultPlan always(Fault fault, BiPredicate<NodeName, List<String>> which) {
        return (node, words) -> which.test(node, words) ? fault : Fault.NONE;
    }

    /** A fault for the first command that matches, counting from the making of the plan. */
    static FaultPlan once(Fault fault, BiPredicate<NodeName, List<String>> which) {
        AtomicInteger seen = new AtomicInteger();
        return (node, words) -> which.test(node, words) && seen.getAndIncrement() == 0 ? fault : Fault.NONE;
    }
}
