package io.zsan.ledger;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.model.MirrorRole;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One top-level mirror of a pool. A leaf of the pool's own configuration that is no leg here is one that has left, and
 * waits to be replaced.
 *
 * @param role what it is for
 * @param width how many legs it should have
 * @param legs those it has, or is getting
 */
public record MirrorRecord(MirrorRole role, int width, List<Leg> legs) {
    public MirrorRecord {
        legs = ImmutableList.copyOf(legs);
        if (width < 2 || width > 4) {
            throw new InvalidInput("a mirror of " + width + " legs is not supported; use 2, 3 or 4");
        }
        if (legs.size() > width) {
            throw new InvalidInput("a mirror of " + width + " cannot have " + legs.size() + " legs");
        }
    }

    /** A mirror for data. */
    public MirrorRecord(int width, List<Leg> legs) {
        this(MirrorRole.DATA, width, legs);
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
        return new MirrorRecord(role, width, legs.stream().map(change).toList());
    }

    /** Without a leg. */
    public MirrorRecord without(Leg leg) {
        return new MirrorRecord(
                role,
                width,
                legs.stream().filter(l -> !l.lun().equals(leg.lun())).toList());
    }

    /** With a further leg. */
    public MirrorRecord with(Leg leg) {
        return new MirrorRecord(
                role, width, ImmutableList.<Leg>builder().addAll(legs).add(leg).build());
    }
}
