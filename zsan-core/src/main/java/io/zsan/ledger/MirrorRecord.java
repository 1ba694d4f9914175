package io.zsan.ledger;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.model.Guid;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One top-level mirror of a pool.
 *
 * @param width how many legs it should have
 * @param legs those it has, or is getting
 * @param departed vdevs of legs that are gone from the record but still stand in the pool's own configuration until they
 *     are replaced
 */
public record MirrorRecord(int width, List<Leg> legs, List<Guid> departed) {
    public MirrorRecord {
        legs = ImmutableList.copyOf(legs);
        departed = ImmutableList.copyOf(departed);
        if (width < 2 || width > 4) {
            throw new InvalidInput("a mirror of " + width + " legs is not supported; use 2, 3 or 4");
        }
        if (legs.size() > width) {
            throw new InvalidInput("a mirror of " + width + " cannot have " + legs.size() + " legs");
        }
    }

    /** The legs that hold every acknowledged write. */
    public List<Leg> inSync() {
        return legs.stream().filter(Leg::isInSync).toList();
    }

    public boolean isWhole() {
        return inSync().size() == width;
    }

    /** Each leg passed through {@code change}. */
    public MirrorRecord mapLegs(UnaryOperator<Leg> change) {
        return new MirrorRecord(width, legs.stream().map(change).toList(), departed);
    }

    /** Without a leg; its vdev, where known, is remembered as departed. */
    public MirrorRecord without(Leg leg) {
        ImmutableList.Builder<Guid> gone = ImmutableList.<Guid>builder().addAll(departed);
        leg.guid().ifPresent(gone::add);
        leg.replaces().ifPresent(gone::add);
        return new MirrorRecord(
                width,
                legs.stream().filter(l -> !l.lun().equals(leg.lun())).toList(),
                gone.build().stream().distinct().toList());
    }

    /** With a further leg; the vdev that it replaces is no longer departed but being replaced. */
    public MirrorRecord with(Leg leg) {
        return new MirrorRecord(
                width,
                ImmutableList.<Leg>builder().addAll(legs).add(leg).build(),
                departed.stream()
                        .filter(g -> leg.replaces().isEmpty() || !leg.replaces().get().equals(g))
                        .toList());
    }
}
