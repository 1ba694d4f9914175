package io.zsan.testkit.sim.check;

import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.testkit.world.WorldEvent;
import io.zsan.testkit.world.Write;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * I2: every acknowledged write is readable after any takeover that carried no acceptance of data loss. A history checker
 * of its own: what it was told is acknowledged has to be there, in order; what an import did not show is gone for good and
 * must not come back.
 */
final class NothingLost implements Invariant {
    private final Truth truth;
    private final TreeMap<String, History> histories = new TreeMap<>();
    private final TreeMap<String, NodeName> importers = new TreeMap<>();
    private int told;

    private static final class History {
        private final TreeSet<Long> acknowledged = new TreeSet<>();
        private final TreeSet<Long> seen = new TreeSet<>();
        private long gone;
    }

    NothingLost(Truth truth) {
        this.truth = truth;
    }

    @Override
    public String name() {
        return "I2 nothing acknowledged is lost";
    }

    @Override
    public void happened(WorldEvent event, Breach breach) {
        switch (event.kind()) {
            case POOL_CREATED -> importers.put(event.subject(), event.node());
            case POOL_IMPORTED -> {
                importers.put(event.subject(), event.node());
                imported(event.node(), event.subject(), breach);
            }
            case ACKNOWLEDGED -> {
                if (!event.node().equals(importers.get(event.subject()))) {
                    late(event.node(), event.subject(), breach);
                }
            }
            default -> {}
        }
    }

    /**
     * An old owner was told so after another node had imported the pool. Nothing is lost if the write had reached the legs
     * before they were fenced, and was imported with them; the old owner was only told late.
     */
    private void late(NodeName node, String pool, Breach breach) {
        List<Write> all = truth.world().acknowledgedWrites();
        Write write = all.get(all.size() - 1);
        if (!history(pool).seen.contains(write.number())) {
            breach.report(
                    this,
                    node + " was told that write " + write.number() + " to pool " + pool
                            + " is durable, and the new owner does not have it (R16)");
        }
    }

    private void imported(NodeName node, String pool, Breach breach) {
        listen();
        List<Write> there = truth.world().readBack(node, pool);
        History history = history(pool);
        if (truth.accepted().of(new PoolName(pool))) {
            history.acknowledged.clear();
        }
        TreeSet<Long> numbers = new TreeSet<>();
        long last = 0;
        for (Write write : there) {
            if (write.number() <= last) {
                breach.report(this, "write " + write.number() + " to pool " + pool + " is not in order");
            }
            last = write.number();
            numbers.add(write.number());
            if (write.number() <= history.gone && !history.seen.contains(write.number())) {
                breach.report(
                        this, "write " + write.number() + " to pool " + pool + " came back after an import without it");
            }
        }
        TreeSet<Long> missing = new TreeSet<>(history.acknowledged);
        missing.removeAll(numbers);
        if (!missing.isEmpty()) {
            breach.report(
                    this,
                    missing.size() + " acknowledged writes to pool " + pool + " are gone after its import on " + node
                            + ", the first is number " + missing.first());
        }
        history.seen.clear();
        history.seen.addAll(numbers);
        history.acknowledged.retainAll(numbers);
        // Numbers grow: whatever was written before now is either there, or gone for good.
        history.gone = truth.world().lastWrite();
    }

    private void listen() {
        List<Write> all = truth.world().acknowledgedWrites();
        for (Write write : all.subList(told, all.size())) {
            history(poolOf(write)).acknowledged.add(write.number());
        }
        told = all.size();
    }

    private History history(String pool) {
        return histories.computeIfAbsent(pool, p -> new History());
    }

    private static String poolOf(Write write) {
        return write.file().substring(1, write.file().indexOf('/', 1));
    }
}
