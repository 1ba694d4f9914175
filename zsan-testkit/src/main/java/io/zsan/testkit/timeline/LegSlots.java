package io.zsan.testkit.timeline;

import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Guid;
import io.zsan.model.LunRef;
import io.zsan.testkit.sim.recording.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The legs of one mirror over time, each in a place of its own; a fresh leg takes the place of the one that it replaces. */
final class LegSlots {
    /**
     * Who is in a place.
     *
     * @param lun empty: nobody
     * @param state of the leg; of a place that is empty, nothing
     */
    record Place(Optional<LunRef> lun, Optional<LegState> state) {}

    private static final Place EMPTY = new Place(Optional.empty(), Optional.empty());

    private final List<List<Span<Place>>> places = new ArrayList<>();
    private final List<Optional<LunRef>> holders = new ArrayList<>();

    /** Every vdev that was ever seen, and the place of it: the one that is replaced may have left the ledger before. */
    private final TreeMap<Guid, Integer> vdevs = new TreeMap<>();

    private LegSlots() {}

    /** The spans of each place of a mirror. */
    static List<List<Span<Place>>> of(List<Span<PoolRecord>> pool, int mirror) {
        LegSlots slots = new LegSlots();
        for (Span<PoolRecord> span : pool) {
            if (mirror < span.value().mirrors().size()) {
                slots.add(span, span.value().mirrors().get(mirror));
            }
        }
        return slots.places.stream()
                .map(spans -> Span.of(spans, place -> place))
                .toList();
    }

    private void add(Span<?> span, MirrorRecord mirror) {
        while (places.size() < mirror.width()) {
            places.add(new ArrayList<>());
            holders.add(Optional.empty());
        }
        // Who has left makes room first.
        for (int i = 0; i < holders.size(); i++) {
            Optional<LunRef> holder = holders.get(i);
            if (mirror.legs().stream().noneMatch(leg -> Optional.of(leg.lun()).equals(holder))) {
                holders.set(i, Optional.empty());
            }
        }
        for (Leg leg : mirror.legs()) {
            int place = place(leg);
            holders.set(place, Optional.of(leg.lun()));
            leg.guid().ifPresent(guid -> vdevs.put(guid, place));
        }
        for (int i = 0; i < places.size(); i++) {
            Optional<LunRef> holder = holders.get(i);
            Place now = mirror.legs().stream()
                    .filter(leg -> Optional.of(leg.lun()).equals(holder))
                    .findFirst()
                    .map(leg -> new Place(holder, Optional.of(leg.state())))
                    .orElse(EMPTY);
            places.get(i).add(new Span<>(span.from(), span.to(), now));
        }
    }

    private int place(Leg leg) {
        int present = holders.indexOf(Optional.of(leg.lun()));
        if (present >= 0) {
            return present;
        }
        Optional<Integer> replaced = leg.replaces()
                .flatMap(old -> Optional.ofNullable(vdevs.get(old)))
                .filter(place -> holders.get(place).isEmpty());
        return replaced.orElseGet(() -> holders.indexOf(Optional.<LunRef>empty()));
    }
}
