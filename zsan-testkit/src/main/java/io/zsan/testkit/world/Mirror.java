package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Guid;
import io.zsan.node.VdevState;
import io.zsan.testkit.world.PoolConfig.MirrorConfig;
import io.zsan.testkit.world.PoolConfig.SlotConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A top-level mirror of an imported pool. */
public final class Mirror {
    private final Pool pool;
    private final Guid guid;
    private final long asize;
    private final int ashift;
    private final long createTxg;
    private final boolean log;
    private final List<Slot> slots = new ArrayList<>();
    /** Kept, because it is asked at every event. */
    private ImmutableList<Leaf> leaves = ImmutableList.of();

    Mirror(MirrorConfig config, Pool pool) {
        this.pool = pool;
        this.guid = config.guid();
        this.asize = config.asize();
        this.ashift = config.ashift();
        this.createTxg = config.createTxg();
        this.log = config.log();
        config.slots().forEach(slot -> slots.add(new Slot(this, slot)));
        reshaped();
    }

    public Guid guid() {
        return guid;
    }

    public long asize() {
        return asize;
    }

    /** Whether it holds the intent log and nothing else. */
    public boolean isLog() {
        return log;
    }

    public List<Slot> slots() {
        return List.copyOf(slots);
    }

    public List<Leaf> leaves() {
        return leaves;
    }

    public VdevState state() {
        if (leaves.stream().noneMatch(leaf -> leaf.state() == VdevState.ONLINE)) {
            return VdevState.UNAVAIL;
        }
        return slots.stream().allMatch(slot -> slot.state() == VdevState.ONLINE)
                ? VdevState.ONLINE
                : VdevState.DEGRADED;
    }

    /** Whether a leg is open. */
    boolean attached() {
        for (Leaf leaf : leaves) {
            if (leaf.attached()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a leg would take a write now. */
    boolean writable() {
        for (Leaf leaf : leaves) {
            if (leaf.writable()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a write to it could be acknowledged: all legs that ZFS waits for would still be served. */
    boolean served() {
        for (Leaf leaf : leaves) {
            InitiatorSession session = leaf.session().orElse(null);
            if (session != null && !session.served()) {
                return false;
            }
        }
        return attached();
    }

    /** Whether the mirror still holds everything without a leaf. */
    boolean canSpare(Leaf leaf) {
        return leaves.stream().anyMatch(other -> other != leaf && other.attached() && !other.behind());
    }

    Slot slotOf(Leaf leaf) {
        return slots.stream().filter(s -> s.leaves().contains(leaf)).findFirst().orElseThrow();
    }

    void remove(Slot slot) {
        slots.remove(slot);
        reshaped();
    }

    private void reshaped() {
        leaves = slots.stream().flatMap(slot -> slot.leaves.stream()).collect(ImmutableList.toImmutableList());
        pool.reshaped();
    }

    public MirrorConfig config() {
        return new MirrorConfig(
                guid,
                asize,
                ashift,
                createTxg,
                log,
                slots.stream().map(Slot::config).toList());
    }

    /** A child: one leaf, or two under a {@code replacing} vdev, the old one first. */
    public static final class Slot {
        private final Mirror mirror;
        private final List<Leaf> leaves = new ArrayList<>();
        private @Nullable Guid replacing;

        Slot(Mirror mirror, SlotConfig config) {
            this.mirror = mirror;
            replacing = config.replacing().orElse(null);
            config.leaves().forEach(leaf -> leaves.add(new Leaf(leaf, mirror.pool)));
        }

        public Optional<Guid> replacing() {
            return Optional.ofNullable(replacing);
        }

        public List<Leaf> leaves() {
            return List.copyOf(leaves);
        }

        public VdevState state() {
            if (leaves.stream().allMatch(leaf -> leaf.state() == VdevState.ONLINE)) {
                return VdevState.ONLINE;
            }
            boolean some = leaves.stream().anyMatch(leaf -> leaf.state() == VdevState.ONLINE);
            return some ? VdevState.DEGRADED : leaves.get(0).state();
        }

        void replace(Guid vdev, Leaf fresh) {
            replacing = vdev;
            leaves.add(fresh);
            mirror.reshaped();
        }

        /** Takes one side of a replacement out. */
        void drop(Leaf leaf) {
            leaves.remove(leaf);
            replacing = null;
            mirror.reshaped();
        }

        SlotConfig config() {
            return new SlotConfig(replacing(), leaves.stream().map(Leaf::config).toList());
        }
    }
}
