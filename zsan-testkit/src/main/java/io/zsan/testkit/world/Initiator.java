package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.model.Portal;
import io.zsan.testkit.world.InitiatorSession.Device;
import io.zsan.testkit.world.TargetServer.Lun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The iSCSI initiator of a database node: its sessions, how they are lost and come back, its devices. */
public final class Initiator {
    static final String PING = "kern.iscsi.ping_timeout";

    private static final long STANDARD_PING_SECONDS = 5;

    private static final long LEAST_PING_SECONDS = 3;

    private final DatabaseHost host;
    private final List<InitiatorSession> sessions = new ArrayList<>();
    /** Removed sessions whose devices are still on their way out. */
    private final List<InitiatorSession> leaving = new ArrayList<>();

    private int lastId;

    Initiator(DatabaseHost host) {
        this.host = host;
    }

    public List<InitiatorSession> sessions() {
        return ImmutableList.copyOf(sessions);
    }

    /** Sessions that have a device, by device. */
    public List<InitiatorSession> devices() {
        return Stream.concat(sessions.stream(), leaving.stream())
                .filter(s -> s.device().isPresent())
                .toList();
    }

    /** Finds a device by {@code /dev/daN}, {@code /dev/diskid/DISK-serial}, or either without {@code /dev/}. */
    public Optional<InitiatorSession> device(String path) {
        String full = path.startsWith("/") ? path : "/dev/" + path;
        return devices().stream()
                .filter(session -> {
                    Device device = session.device().orElseThrow();
                    return full.equals("/dev/" + device.name()) || full.equals(device.path());
                })
                .findFirst();
    }

    /** Adds a session without CHAP. */
    public Optional<InitiatorSession> add(String target, String portal, String initiator) {
        return add(target, portal, initiator, Optional.empty());
    }

    /** Adds a session and lets it log in by and by (A23). Empty if there is one to this target and portal. */
    public Optional<InitiatorSession> add(String target, String portal, String initiator, Optional<Chap> chap) {
        boolean there = sessions.stream()
                .anyMatch(s -> s.target().equals(target) && s.portalText().equals(portal));
        if (there) {
            return Optional.empty();
        }
        InitiatorSession session = new InitiatorSession(host, ++lastId, target, portal, parse(portal), initiator, chap);
        sessions.add(session);
        schedule(session, Duration.ZERO);
        return Optional.of(session);
    }

    /** Changes what a session shows and lets it log in anew; it is not removed, so what hangs on it goes on hanging. */
    public void modify(InitiatorSession session, Optional<Chap> chap) {
        session.show(chap);
        reconnect(session);
    }

    private static Optional<Portal> parse(String portal) {
        try {
            return Optional.of(Portal.parse(portal));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }

    /** Removes sessions, up or down; their devices go a little later, and I/O that hung on them fails. Says how many. */
    public int remove(Predicate<InitiatorSession> which) {
        List<InitiatorSession> going = sessions.stream().filter(which).toList();
        for (InitiatorSession session : going) {
            sessions.remove(session);
            leave(session);
            session.remove();
            host.world().tell(WorldEvent.Kind.SESSION_REMOVED, host.name(), session.target(), "");
            if (session.device().isPresent()) {
                leaving.add(session);
                int boot = host.boots();
                host.world().after(host.world().timings().removal(), () -> {
                    if (boot == host.boots()) {
                        leaving.remove(session);
                        dropDevice(session);
                    }
                });
            }
        }
        return going.size();
    }

    /** Makes a new connection at once, up or not, as {@code iscsictl -M} does; the device and what waits for it are kept. */
    public void reconnect(InitiatorSession session) {
        if (session.up()) {
            lost(session);
        } else {
            failOnDisconnection(session);
            schedule(session, Duration.ZERO);
        }
    }

    /** Whether something listens at a session's portal, and the host reaches it. */
    public boolean portalAnswers(InitiatorSession session) {
        return session.portal()
                .flatMap(host.world()::listening)
                .filter(server -> server.targets().running() && host.world().connected(host, server))
                .isPresent();
    }

    void reachabilityChanged() {
        for (InitiatorSession session : List.copyOf(sessions)) {
            if (!host.responsive()) {
                // A paused machine's timers stand still; they begin anew when it wakes.
                session.unreachableSince(-1);
            } else if (session.up()) {
                watch(session);
            } else if (!session.loggingIn() && (!session.refused() || session.missedAttempt())) {
                // One that was refused waits for its next attempt; one that gets no answer hears when it could.
                schedule(session, Duration.ZERO);
            }
        }
    }

    private void watch(InitiatorSession session) {
        boolean connected =
                session.server().map(s -> host.world().connected(host, s)).orElse(false);
        boolean alive = session.connection().map(TargetConnection::alive).orElse(false);
        if (connected && !alive) {
            lost(session);
        } else if (connected) {
            session.unreachableSince(-1);
        } else if (session.unreachableSince() < 0 && ping().compareTo(Duration.ZERO) > 0) {
            long since = host.world().time();
            session.unreachableSince(since);
            host.world().after(ping(), () -> {
                if (session.up() && session.unreachableSince() == since && host.responsive()) {
                    lost(session);
                }
            });
        }
    }

    /** The sysctl of the ping was set. */
    void pingChanged() {
        sessions.forEach(this::watchIdle);
    }

    /** With one or two seconds the initiator takes every idle session for dead, again and again (A5). */
    private void watchIdle(InitiatorSession session) {
        if (!session.up() || !pingTooShort()) {
            return;
        }
        TargetConnection connection = session.connection().orElseThrow();
        host.world().after(ping(), () -> {
            boolean same = session.up()
                    && session.connection().filter(connection::equals).isPresent();
            if (!same || !pingTooShort()) {
                return;
            }
            boolean idle = host.world().time() - session.lastUsed() >= ping().toNanos();
            if (idle && host.responsive()) {
                lost(session);
            } else {
                watchIdle(session);
            }
        });
    }

    private boolean pingTooShort() {
        long seconds = host.number(PING).orElse(STANDARD_PING_SECONDS);
        return seconds > 0 && seconds < LEAST_PING_SECONDS;
    }

    private Duration ping() {
        long seconds = host.number(PING).orElse(STANDARD_PING_SECONDS);
        return host.world().timings().ping().multipliedBy(seconds).dividedBy(STANDARD_PING_SECONDS);
    }

    private void lost(InitiatorSession session) {
        session.down("");
        host.world().tell(WorldEvent.Kind.SESSION_DOWN, host.name(), session.target(), "");
        leave(session);
        failOnDisconnection(session);
        schedule(session, Duration.ZERO);
    }

    private void failed(InitiatorSession session, String reason) {
        session.down(reason);
        failOnDisconnection(session);
        schedule(session, host.world().timings().retry());
    }

    /** The sysctl is looked at when a session is lost and at each attempt that failed (A6). */
    private void failOnDisconnection(InitiatorSession session) {
        if (host.number("kern.iscsi.fail_on_disconnection").orElse(0L) != 0) {
            dropDevice(session);
        }
    }

    private static void leave(InitiatorSession session) {
        session.connection()
                .filter(TargetConnection::alive)
                .ifPresent(
                        connection -> session.server().orElseThrow().targets().left(connection));
    }

    private void dropDevice(InitiatorSession session) {
        Device lost = session.deviceOrNull();
        if (lost != null) {
            session.dropDevice();
            kernel(WorldEvent.Kind.DISK_DESTROYED, lost);
            host.deviceLost(session);
        }
    }

    private void kernel(WorldEvent.Kind kind, Device device) {
        host.world().kernel(kind, host.name(), device.name(), device.lun().serial());
    }

    private void schedule(InitiatorSession session, Duration delay) {
        int attempt = session.nextAttempt();
        session.loggingIn(false);
        session.missedAttempt(false);
        host.world().after(delay, () -> {
            // A paused machine tries again when it wakes.
            if (session.isCurrent(attempt)) {
                if (host.responsive()) {
                    attempt(session, attempt);
                } else {
                    session.missedAttempt(true);
                }
            }
        });
    }

    private void attempt(InitiatorSession session, int attempt) {
        Optional<StorageHost> listening = session.portal().flatMap(host.world()::listening);
        if (session.portal().isEmpty() || listening.isEmpty()) {
            failed(session, session.portal().isEmpty() ? "Name does not resolve" : "No route to host");
            return;
        }
        StorageHost server = listening.get();
        if (!host.world().connected(host, server)) {
            schedule(session, host.world().timings().retry());
        } else if (refusal(session, server).isPresent()) {
            failed(session, refusal(session, server).get());
        } else {
            // ctld forks for each login: the access list that counts is the one of this moment.
            session.loggingIn(true);
            Duration takes =
                    host.world().timings().login().plusNanos(host.linkTo(server).delay());
            int era = server.targets().loginEra();
            host.world().after(takes, () -> complete(session, server, attempt, era));
        }
    }

    private static Optional<String> refusal(InitiatorSession session, StorageHost server) {
        if (!server.targets().running()) {
            return Optional.of("Connection refused");
        }
        return server.targets().refusal(session.target(), session.initiator(), session.chap());
    }

    private void complete(InitiatorSession session, StorageHost server, int attempt, int era) {
        session.loggingIn(false);
        if (!session.isCurrent(attempt)) {
            return;
        }
        boolean gone = !server.targets().running()
                || era != server.targets().loginEra()
                || server.targets().port(session.target()).isEmpty();
        if (!host.world().connected(host, server) || gone) {
            if (host.responsive()) {
                schedule(session, host.world().timings().retry());
            }
            return;
        }
        Optional<Lun> lun = server.targets().lunOf(session.target());
        Optional<Device> kept = session.device();
        boolean same = kept.isPresent()
                && lun.isPresent()
                && kept.get().disk().equals(lun.get().disk())
                && kept.get().lun().sameDevice(lun.get().conf());
        if (!same) {
            dropDevice(session);
        }
        Device device = same
                ? kept.get()
                : lun.map(l -> new Device(freeName(), l.conf(), l.disk())).orElse(null);
        TargetConnection connection = server.targets().connect(host, session.initiator(), session.target());
        session.connected(server, connection, device);
        host.world().tell(WorldEvent.Kind.SESSION_UP, host.name(), session.target(), "");
        if (device != null) {
            kernel(same ? WorldEvent.Kind.DISK_RECONNECTED : WorldEvent.Kind.DISK_CREATED, device);
        }
        zfsd(session);
        watchIdle(session);
    }

    /** The second hand (R12): onlines what comes back, unless an administrator had taken it offline. */
    private void zfsd(InitiatorSession session) {
        host.world().after(host.world().timings().zfs().zfsd(), () -> {
            if (session.up() && host.responsive() && host.daemons().contains("zfsd")) {
                host.zpool().onlineReturned(session);
            }
        });
    }

    private String freeName() {
        List<String> used =
                devices().stream().map(s -> s.device().orElseThrow().name()).toList();
        int unit = 0;
        while (used.contains("da" + unit)) {
            unit++;
        }
        return "da" + unit;
    }

    void lostPower() {
        for (InitiatorSession session :
                Stream.concat(sessions.stream(), leaving.stream()).toList()) {
            session.connection().ifPresent(TargetConnection::abandon);
            session.remove();
            session.dropDevice();
        }
        sessions.clear();
        leaving.clear();
        lastId = 0;
    }
}
