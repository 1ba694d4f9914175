package io.zsan.paper;

import io.zsan.model.LunRef;
import io.zsan.model.PoolName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which LUN holds which acknowledged writes: numbers them, and sees when an import or a wipe loses one (I2, I3). */
final class Writes {
    private final Map<PoolName, Long> acknowledged = new TreeMap<>();
    private final Map<LunRef, Long> held = new TreeMap<>();

    /** With holes: being resilvered, or lost its caches since it was filled. */
    private final Set<LunRef> holed = new TreeSet<>();

    private final List<String> violations = new ArrayList<>();

    List<String> violations() {
        return violations;
    }

    void violation(String what) {
        violations.add(what);
    }

    void written(PoolName pool, Collection<LunRef> luns) {
        long next = acknowledged.merge(pool, 1L, Long::sum);
        luns.forEach(lun -> held.put(lun, next));
    }

    void powerLost(LunRef lun) {
        if (held.containsKey(lun)) {
            holed.add(lun);
        }
    }

    void fresh(LunRef lun) {
        holed.add(lun);
        held.put(lun, 0L);
    }

    void resilvered(PoolName pool, LunRef lun) {
        holed.remove(lun);
        held.put(lun, acknowledged.getOrDefault(pool, 0L));
    }

    private boolean current(PoolName pool, LunRef lun) {
        return !holed.contains(lun) && held.getOrDefault(lun, 0L).equals(acknowledged.getOrDefault(pool, 0L));
    }

    /** Import from these legs of one mirror. Those that lag behind are resilvered from those that do not. */
    void imported(PoolName pool, List<LunRef> legs) {
        if (legs.stream().noneMatch(lun -> current(pool, lun))) {
            violations.add("I2: " + pool + " imported from " + legs + ", none of which is current");
        }
        legs.forEach(lun -> resilvered(pool, lun));
    }

    /** After a person accepted the loss: what these legs hold is all there is. */
    void accepted(PoolName pool, List<LunRef> legs) {
        legs.forEach(lun -> resilvered(pool, lun));
    }

    void wiped(LunRef lun) {
        held.remove(lun);
        holed.remove(lun);
    }
}
