package io.zsan.testkit.world;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes on their way to the legs of one mirror, because somebody waits for them. Acknowledged when each leg has done or
 * failed and one has done: a leg that does neither holds them up (A1), and one that did counts even if it is gone (A13).
 */
final class Flush {
    private enum Io {
        PENDING,
        DONE,
        FAILED
    }

    private final Pool pool;
    private final List<Write> writes;
    private final Map<Leaf, Io> legs = new LinkedHashMap<>();

    Flush(Pool pool, Mirror mirror, List<Write> writes) {
        this.pool = pool;
        this.writes = List.copyOf(writes);
        mirror.leaves().stream().filter(Leaf::attached).forEach(leaf -> legs.put(leaf, Io.PENDING));
    }

    /** Lets the legs do what they can; says whether one did. */
    boolean advance() {
        boolean progress = false;
        for (Map.Entry<Leaf, Io> leg : legs.entrySet()) {
            if (leg.getValue() != Io.PENDING) {
                continue;
            }
            if (leg.getKey().working()) {
                leg.getKey().disk().orElseThrow().store(writes, pool);
                leg.setValue(Io.DONE);
                progress = true;
            } else if (!leg.getKey().attached()) {
                leg.setValue(Io.FAILED);
                progress = true;
            }
        }
        return progress;
    }

    boolean acknowledged() {
        return legs.containsValue(Io.DONE) && !legs.containsValue(Io.PENDING);
    }

    boolean concerns(String file) {
        return writes.stream().anyMatch(write -> write.file().equals(file));
    }
}
