package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Guid;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What was acknowledged, by whom, and what went wrong. */
final class History {
    private final List<Write> acknowledged = new ArrayList<>();
    private final TreeMap<Guid, List<Write>> byPool = new TreeMap<>();
    private ImmutableList<Violation> violations = ImmutableList.of();
    private final TreeMap<Guid, Long> latestImport = new TreeMap<>();
    private long imports;

    /** Counts an import or a creation of a pool; the greatest number of a pool belongs to its latest owner. */
    long nextImport(Guid pool) {
        imports++;
        latestImport.put(pool, imports);
        return imports;
    }

    boolean isLatest(Guid pool, long importNumber) {
        return latestImport.getOrDefault(pool, 0L) == importNumber;
    }

    void acknowledge(Write write) {
        acknowledged.add(write);
        byPool.computeIfAbsent(write.pool(), pool -> new ArrayList<>()).add(write);
    }

    void violation(Violation violation) {
        violations = ImmutableList.<Violation>builder()
                .addAll(violations)
                .add(violation)
                .build();
    }

    List<Write> acknowledged() {
        return ImmutableList.copyOf(acknowledged);
    }

    List<Write> acknowledgedOf(Guid pool) {
        return byPool.getOrDefault(pool, List.of());
    }

    int count() {
        return acknowledged.size();
    }

    List<Write> from(int index) {
        return ImmutableList.copyOf(acknowledged.subList(index, acknowledged.size()));
    }

    List<Violation> violations() {
        return violations;
    }
}
