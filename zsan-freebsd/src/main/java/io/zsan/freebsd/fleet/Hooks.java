package io.zsan.freebsd.fleet;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Commands on this machine that act on a node from outside, each a program and its arguments; an empty list where there
 * is none. No shell stands in between.
 *
 * @param stop takes the node away, as for a test of failover
 * @param start brings it back
 * @param powerCycle takes its power away and gives it back
 */
public record Hooks(List<String> stop, List<String> start, List<String> powerCycle) {
    public Hooks {
        stop = ImmutableList.copyOf(stop);
        start = ImmutableList.copyOf(start);
        powerCycle = ImmutableList.copyOf(powerCycle);
    }
}
