package io.zsan.testkit.world;

import io.zsan.model.Guid;
import io.zsan.node.VdevState;
import io.zsan.testkit.world.InitiatorSession.Device;
import io.zsan.testkit.world.PoolConfig.LeafConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A leaf of an imported pool. */
public final class Leaf {
    private final Guid guid;
    private final String path;
    private final long createTxg;
    private VdevState state = VdevState.ONLINE;
    private boolean notPresent;
    private boolean behind;
    private boolean resilvering;
    private @Nullable InitiatorSession session;

    Leaf(LeafConfig config) {
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

    /** Whether it is known not to hold everything. */
    public boolean behind() {
        return behind;
    }

    public boolean resilvering() {
        return resilvering;
    }

    /** Whether ZFS has it open. */
    boolean attached() {
        return session != null;
    }

    /** Whether I/O to it is answered now. */
    public boolean working() {
        return session != null && session.usable();
    }

    /** Whether I/O to it waits, seen by nobody (A7). */
    boolean frozen() {
        return session != null && !session.usable();
    }

    Optional<InitiatorSession> session() {
        return Optional.ofNullable(session);
    }

    Optional<PhysicalDisk> disk() {
        return session().flatMap(InitiatorSession::device).map(Device::disk);
    }

    void attach(InitiatorSession to) {
        session = to;
        state = VdevState.ONLINE;
        notPresent = false;
    }

    /** Leaves the pool's present set: from now on it misses writes. */
    void leave(VdevState now) {
        session = null;
        state = now;
        behind = true;
        resilvering = false;
    }

    void missing() {
        leave(VdevState.UNAVAIL);
        notPresent = true;
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

    LeafConfig config() {
        return new LeafConfig(guid, path, state == VdevState.OFFLINE, behind, createTxg);
    }
}
