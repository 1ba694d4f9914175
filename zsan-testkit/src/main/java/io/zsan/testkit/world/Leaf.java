package io.zsan.testkit.world;

import io.zsan.model.Guid;
import io.zsan.node.VdevState;
import io.zsan.testkit.world.InitiatorSession.Device;
import io.zsan.testkit.world.PoolConfig.LeafConfig;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A leaf of an imported pool. */
public final class Leaf {
    private final Pool pool;
    private final Guid guid;
    private final String path;
    private final long createTxg;
    private VdevState state = VdevState.ONLINE;
    private boolean notPresent;
    private boolean behind;
    private boolean resilvering;
    private boolean probing;
    private long readErrors;
    private long writeErrors;
    private long checksumErrors;
    private long latency;
    private @Nullable InitiatorSession session;

    Leaf(LeafConfig config, Pool pool) {
        this.pool = pool;
        this.guid = config.guid();
        this.path = config.path();
        this.createTxg = config.createTxg();
        this.behind = config.behind();
    }

    public Guid guid() {
        return guid;
    }

    /** The path that its pool remembers. */
    public String path() {
        return path;
    }

    public VdevState state() {
        return state;
    }

    /** Whether it was missing when the pool was imported: status then shows its GUID and {@code was PATH}. */
    public boolean notPresent() {
        return notPresent;
    }

    /** Whether it is known not to hold everything: it has a dirty time log. */
    public boolean behind() {
        return behind;
    }

    public boolean resilvering() {
        return resilvering;
    }

    /** Reads that failed since the import, or since the counters were cleared. */
    public long readErrors() {
        return readErrors;
    }

    /** Writes that failed since the import, or since the counters were cleared. */
    public long writeErrors() {
        return writeErrors;
    }

    /** Blocks that a resilver found missing or wrong since the import, or since the counters were cleared. */
    public long checksumErrors() {
        return checksumErrors;
    }

    /** How long its last I/O took; zero until one has ended. One that hangs is not in it. */
    public Duration latency() {
        return Duration.ofNanos(latency);
    }

    /** Whether ZFS has it open. */
    boolean attached() {
        return session != null;
    }

    /** Whether I/O to it is answered now; ZFS itself does not know. */
    public boolean working() {
        InitiatorSession on = session;
        return on != null && on.usable();
    }

    /** Whether I/O to it arrives now, answered or not. */
    boolean reached() {
        InitiatorSession on = session;
        return on != null && on.delivers();
    }

    /** Whether I/O to it waits, seen by nobody (A7). */
    boolean frozen() {
        InitiatorSession on = session;
        return on != null && !on.usable();
    }

    Optional<InitiatorSession> session() {
        return Optional.ofNullable(session);
    }

    Optional<PhysicalDisk> disk() {
        return Optional.ofNullable(diskOrNull());
    }

    /** As {@link #disk}, for what is asked at every event. */
    @Nullable
    PhysicalDisk diskOrNull() {
        InitiatorSession on = session;
        Device device = on == null ? null : on.deviceOrNull();
        return device == null ? null : device.disk();
    }

    /** Whether a read would succeed now. */
    boolean readable() {
        PhysicalDisk disk = diskOrNull();
        return working() && disk != null && !disk.failsReads();
    }

    /** Whether a write would succeed now. */
    boolean writable() {
        PhysicalDisk disk = diskOrNull();
        return working() && disk != null && !disk.failsWrites();
    }

    /** How long an I/O that is sent now takes, in nanoseconds. */
    long serviceTime() {
        InitiatorSession on = session;
        PhysicalDisk disk = diskOrNull();
        return on == null || disk == null ? 0 : on.delay() + disk.latencyNanos();
    }

    void attach(InitiatorSession to) {
        session = to;
        notPresent = false;
        become(VdevState.ONLINE);
    }

    /** Leaves the pool's present set: from now on it misses writes. */
    void leave(VdevState now) {
        session = null;
        behind = true;
        resilvering = false;
        become(now);
    }

    void missing() {
        leave(VdevState.UNAVAIL);
        notPresent = true;
    }

    private void become(VdevState now) {
        if (state != now) {
            state = now;
            pool.tell(WorldEvent.Kind.LEG_STATE, path, now.name());
        }
    }

    /** Whether ZFS has it open on this session. */
    public boolean isOn(InitiatorSession other) {
        return session == other;
    }

    void behind(boolean value) {
        behind = value;
    }

    void resilvering(boolean value) {
        resilvering = value;
    }

    void took(long nanos) {
        latency = nanos;
        if (session != null) {
            session.used();
        }
    }

    /** It has not taken a write: it misses that from now on, and is looked at more closely. */
    void failedWrite() {
        writeErrors++;
        if (!behind) {
            behind = true;
            pool.configChanged();
        }
        probe();
    }

    void failedRead() {
        readErrors++;
        probe();
    }

    void foundWrong(long blocks) {
        checksumErrors += blocks;
    }

    void clearErrors() {
        readErrors = 0;
        writeErrors = 0;
        checksumErrors = 0;
    }

    /** ONLINE with counters for about two seconds (A4); then only errors that last fault it, and never the last leg. */
    private void probe() {
        if (probing) {
            return;
        }
        probing = true;
        pool.later(pool.host().world().timings().zfs().probe(), () -> {
            probing = false;
            PhysicalDisk disk = diskOrNull();
            if (disk != null && (disk.failsReads() || disk.failsWrites()) && pool.othersThan(this)) {
                leave(VdevState.FAULTED);
                pool.left(this);
            }
        });
    }

    LeafConfig config() {
        boolean out = state == VdevState.REMOVED || state == VdevState.FAULTED;
        return new LeafConfig(guid, path, state == VdevState.OFFLINE, out, behind, createTxg);
    }
}
