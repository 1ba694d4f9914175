package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Guid;
import io.zsan.testkit.world.PoolConfig.LeafConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What {@code zpool import} finds on devices. */
public final class PoolSearch {
    private PoolSearch() {}

    /**
     * A pool that could be imported.
     *
     * @param best the label and configuration that an import goes by: those of the highest uberblock
     * @param legs every leg of it that was found
     */
    public record Found(OnDisk best, List<Leg> legs) {
        public Found {
            legs = ImmutableList.copyOf(legs);
        }

        public Guid guid() {
            return best.config().guid();
        }

        public String name() {
            return best.config().name();
        }

        /** The device that carries a leaf of the configuration. */
        public Optional<Leg> leg(LeafConfig leaf) {
            return legs.stream()
                    .filter(l -> l.label().leaf().equals(leaf.guid()))
                    .findFirst();
        }
    }

    /** A device with a label. */
    public record Leg(InitiatorSession session, OnDisk label) {}

    /** Reads the labels of devices and groups them by pool. */
    public static List<Found> search(List<InitiatorSession> devices) {
        TreeMap<Guid, ImmutableList.Builder<Leg>> groups = new TreeMap<>();
        for (InitiatorSession session : devices) {
            session.device()
                    .filter(d -> !d.disk().failsReads())
                    .flatMap(d -> d.disk().zfs())
                    .ifPresent(label -> groups.computeIfAbsent(label.config().guid(), guid -> ImmutableList.builder())
                            .add(new Leg(session, label)));
        }
        return groups.values().stream()
                .map(ImmutableList.Builder::build)
                .map(legs -> new Found(best(legs), legs))
                .toList();
    }

    /** By txg, then by time: no memory of who was right (A17). */
    private static OnDisk best(List<Leg> legs) {
        return legs.stream()
                .map(Leg::label)
                .max(Comparator.comparingLong(OnDisk::uberTxg).thenComparing(OnDisk::uberTime))
                .orElseThrow();
    }
}
