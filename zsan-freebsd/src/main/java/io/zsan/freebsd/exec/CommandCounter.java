package io.zsan.freebsd.exec;

import com.google.common.collect.ImmutableSortedSet;
import io.zsan.freebsd.exec.CommandEvent.Outcome;
import io.zsan.model.NodeName;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Counts the commands that were run, and on which nodes. Thread-safe. */
public final class CommandCounter implements CommandListener {
    private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    private final SortedSet<NodeName> nodes = new TreeSet<>();

    @Override
    public synchronized void onCommand(CommandEvent event) {
        counts.merge(event.outcome(), 1L, Long::sum);
        if (event.outcome() != Outcome.NOT_RUN) {
            nodes.add(event.node());
        }
    }

    /** Commands that were run; those that were certainly not run are left out. */
    public synchronized long commands() {
        return counts.entrySet().stream()
                .filter(e -> e.getKey() != Outcome.NOT_RUN)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public synchronized long count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    /** The nodes on which a command was run. */
    public synchronized SortedSet<NodeName> nodes() {
        return ImmutableSortedSet.copyOfSorted(nodes);
    }

    @Override
    public String toString() {
        return commands() + " commands on " + nodes().size() + " nodes";
    }
}
