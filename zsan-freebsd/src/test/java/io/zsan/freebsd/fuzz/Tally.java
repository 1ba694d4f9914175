package io.zsan.freebsd.fuzz;

import java.util.Map;
import java.util.TreeMap;

/** Counts the inputs that each parser got. */
final class Tally {
    private final Map<String, Long> inputs = new TreeMap<>();

    void count(String parser) {
        inputs.merge(parser, 1L, Long::sum);
    }

    /** Where {@link FuzzRun} reads it. */
    void print() {
        System.out.println(FuzzRun.SPREAD + inputs);
    }
}
