package io.zsan.testkit.world;

import io.zsan.model.Portal;
import io.zsan.testkit.world.CtlConf.AuthGroup;
import io.zsan.testkit.world.CtlConf.LunConf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The initiator's side of a session, and the device behind it. */
public final class InitiatorSession {
    /**
     * A LUN as a database node sees it; it outlives a lost connection (A1).
     *
     * @param name such as {@code da0}
     */
    public record Device(String name, LunConf lun, PhysicalDisk disk) {
        /** Its place under the serial number, which stays while {@code daN} moves (A21). */
        public String path() {
            return "/dev/diskid/DISK-" + lun.serial();
        }
    }

    private final DatabaseHost host;
    private final int id;
    private final String target;
    private final String portalText;
    private final Optional<Portal> portal;
    private final String initiator;
    private Optional<Chap> chap;

    private boolean up;
    private boolean loggingIn;
    private boolean removed;
    private String reason = "";
    private int attempts;
    private boolean missedAttempt;
    private long lastUsed;
    private long unreachableSince = -1;
    private @Nullable TargetConnection connection;
    private @Nullable StorageHost server;
    private @Nullable Link link;
    private @Nullable Device device;

    InitiatorSession(
            DatabaseHost host,
            int id,
            String target,
            String portalText,
            Optional<Portal> portal,
            String initiator,
            Optional<Chap> chap) {
        this.host = host;
        this.id = id;
        this.target = target;
        this.portalText = portalText;
        this.portal = portal;
        this.initiator = initiator;
        this.chap = chap;
    }

    /** Counts up from 1 and is never used again within a boot. */
    public int id() {
        return id;
    }

    public String target() {
        return target;
    }

    /** The portal as it was given. */
    public String portalText() {
        return portalText;
    }

    public String initiator() {
        return initiator;
    }

    /** What it shows where it is asked; the kernel keeps it for every login to come. */
    public Optional<Chap> chap() {
        return chap;
    }

    void show(Optional<Chap> value) {
        chap = value;
    }

    /** Whether the initiator believes that it is connected. */
    public boolean up() {
        return up;
    }

    /** What {@code iscsictl -L} says of it, without devices. */
    public String state() {
        return up ? "Connected" : reason.isEmpty() ? "Disconnected" : reason;
    }

    /** Whether its target does not take what it shows. */
    public boolean rejected() {
        return !up && (reason.equals(AuthGroup.WRONG_SECRET) || reason.equals(AuthGroup.NO_SECRET));
    }

    public Optional<Device> device() {
        return Optional.ofNullable(device);
    }

    /** Whether I/O to its device gets an answer now; else it waits. */
    public boolean usable() {
        return up && connection != null && connection.alive() && link != null && link.open();
    }

    /** Whether what is sent to its device arrives now, answered or not. */
    boolean delivers() {
        return up && connection != null && connection.alive() && link != null && link.delivers();
    }

    /** What the network adds to each of its I/Os, in nanoseconds. */
    long delay() {
        return link == null ? 0 : link.delay();
    }

    /** Whether the target would still serve it: connected, or let in again. */
    boolean served() {
        StorageHost at = server != null
                ? server
                : portal.flatMap(host.world()::listening).orElse(null);
        return at != null
                && at.responsive()
                && !removed
                && ((up && connection != null && connection.alive())
                        || at.targets().refusal(target, initiator, chap).isEmpty());
    }

    /** As {@link #device}, for what is asked at every event. */
    @Nullable
    Device deviceOrNull() {
        return device;
    }

    Optional<Portal> portal() {
        return portal;
    }

    Optional<StorageHost> server() {
        return Optional.ofNullable(server);
    }

    Optional<TargetConnection> connection() {
        return Optional.ofNullable(connection);
    }

    boolean removed() {
        return removed;
    }

    boolean loggingIn() {
        return loggingIn;
    }

    void loggingIn(boolean value) {
        loggingIn = value;
    }

    /** Begins an attempt; makes every one before it void. */
    int nextAttempt() {
        return ++attempts;
    }

    boolean isCurrent(int attempt) {
        return attempt == attempts && !removed && !up;
    }

    /** Whether the last attempt got an answer, and a bad one. */
    boolean refused() {
        return !reason.isEmpty();
    }

    /** Whether the time of an attempt came and the machine stood still. */
    boolean missedAttempt() {
        return missedAttempt;
    }

    void missedAttempt(boolean value) {
        missedAttempt = value;
    }

    /** When an I/O to its device ended last. */
    long lastUsed() {
        return lastUsed;
    }

    void used() {
        lastUsed = host.world().time();
    }

    long unreachableSince() {
        return unreachableSince;
    }

    void unreachableSince(long since) {
        unreachableSince = since;
    }

    void connected(StorageHost at, TargetConnection made, @Nullable Device seen) {
        server = at;
        link = host.linkTo(at);
        connection = made;
        device = seen;
        up = true;
        used();
        reason = "";
        unreachableSince = -1;
    }

    void down(String why) {
        up = false;
        reason = why;
        unreachableSince = -1;
    }

    void remove() {
        removed = true;
        up = false;
    }

    void dropDevice() {
        device = null;
    }
}
