package io.zsan.testkit.fake;

import java.util.List;

/** One program of a node. */
@FunctionalInterface
interface Program {
    /**
     * @param words the program's path and its arguments
     * @return the exit status
     */
    int run(Execution execution, List<String> words) throws NoAnswer, InterruptedException;
}
