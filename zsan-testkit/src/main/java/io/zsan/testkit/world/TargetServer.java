package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import io.zsan.testkit.world.CtlConf.LunConf;
import io.zsan.testkit.world.CtlConf.TargetConf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * CTL in the kernel of a storage node, and ctld, or istgt in their place: the configuration in force, LUNs, ports,
 * connections.
 */
public final class TargetServer {
    /** CTL's own front ends come first. */
    private static final int FIRST_PORT = 3;

    private static final String CONFIGURATION = "/etc/ctl.conf";
    private static final String NOT_FOUND = "Not found";

    private final StorageHost host;
    private final TreeMap<Integer, Lun> luns = new TreeMap<>();
    private final TreeMap<Integer, Port> ports = new TreeMap<>();
    private final TreeMap<Integer, TargetConnection> connections = new TreeMap<>();
    private final List<String> log = new ArrayList<>();
    private CtlConf conf = CtlConf.empty();
    private CtlConf beforeBoot = CtlConf.empty();
    private Optional<Istgt> istgt = Optional.empty();
    private boolean running;
    private int lastConnection;
    private int loginEra;
    private int lastPid = 298;
    private int lastVirtualPort;

    /** A LUN of the kernel. */
    public record Lun(int id, LunConf conf, PhysicalDisk disk) {}

    /** A target's port of the kernel. */
    public record Port(int id, int virtual, TargetConf conf) {}

    /** What istgt was started with. */
    private record Istgt(String file, IstgtConf conf) {}

    TargetServer(StorageHost host) {
        this.host = host;
    }

    public boolean running() {
        return running;
    }

    public int pid() {
        return lastPid;
    }

    public Collection<Lun> luns() {
        return luns.values();
    }

    public Collection<Port> ports() {
        return ports.values();
    }

    public Collection<TargetConnection> connections() {
        return connections.values();
    }

    /** What ctld told syslog. */
    public List<String> log() {
        return ImmutableList.copyOf(log);
    }

    /** The kernel's number of a LUN by its configured name. */
    public Optional<Lun> lun(String name) {
        for (Lun lun : luns.values()) {
            if (lun.conf().name().equals(name)) {
                return Optional.of(lun);
            }
        }
        return Optional.empty();
    }

    public boolean exports(PhysicalDisk disk) {
        return luns.values().stream().anyMatch(lun -> lun.disk().equals(disk));
    }

    /** Starts ctld with the configuration that stands there now; says whether it could. */
    public boolean start() {
        Optional<CtlConf> read = readConfiguration();
        if (read.isEmpty()) {
            log("configuration error; exiting");
            return false;
        }
        running = true;
        lastPid++;
        apply(read.get());
        return true;
    }

    /** Starts ctld with a configuration that needs no file; it can. */
    public boolean start(CtlConf configuration) {
        return host.world().call(() -> {
            running = true;
            lastPid++;
            apply(configuration);
            return true;
        });
    }

    void startAsBefore() {
        boolean unused = start(beforeBoot);
    }

    /** The configuration in force. */
    public CtlConf configuration() {
        return conf;
    }

    public void stop() {
        apply(CtlConf.empty());
        running = false;
        istgt = Optional.empty();
    }

    /**
     * Starts istgt with what stands in a file now; whatever served before has ended, and all sessions with it. Says what
     * it complains of; empty: it serves.
     */
    public Optional<String> startIstgt(String file) {
        stop();
        loginEra++;
        IstgtConf read = IstgtConf.parse(host.files().read(file).orElse(""));
        try {
            CtlConf next = read.exports(host.files().read(read.authFile()).orElse(""));
            for (LunConf lun : next.luns().values()) {
                if (disk(lun).isEmpty()) {
                    return Optional.of(lun.name() + ": LUN0: open error");
                }
            }
            running = true;
            lastPid++;
            istgt = Optional.of(new Istgt(file, read));
            apply(next);
            return Optional.empty();
        } catch (IstgtConf.Rejected e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Changes with each start of istgt, which no login survives; the one of ctld goes on in a child of its own. */
    int loginEra() {
        return loginEra;
    }

    /** The file that a running istgt was started with. */
    public Optional<String> istgtFile() {
        return istgt.map(Istgt::file);
    }

    /** Returns at once; the configuration is read and put in force later, and an error is told to syslog only (A20). */
    public void reload() {
        reload(host.boots(), this::readConfiguration);
    }

    /** As {@link #reload()}, with a configuration that needs no file; it is asked for when it is put in force, too. */
    public void reload(Supplier<CtlConf> configuration) {
        host.world().run(() -> reload(host.boots(), () -> Optional.of(configuration.get())));
    }

    private void reload(int boot, Supplier<Optional<CtlConf>> configuration) {
        host.world().after(host.world().timings().reload(), () -> {
            if (!running || boot != host.boots()) {
                return;
            }
            if (!host.responsive()) {
                // A paused machine goes on where it stood.
                reload(boot, configuration);
                return;
            }
            Optional<CtlConf> read = configuration.get();
            if (read.isPresent()) {
                apply(read.get());
            } else {
                log("configuration error, continuing with old configuration");
            }
        });
    }

    private Optional<CtlConf> readConfiguration() {
        Optional<String> text = host.files().read(CONFIGURATION);
        if (text.isEmpty()) {
            log("unable to open configuration file " + CONFIGURATION + ": No such file or directory");
            return Optional.empty();
        }
        try {
            return Optional.of(CtlConfParser.parse(text.get()));
        } catch (CtlConfParser.Rejected e) {
            log(e.complaint());
            return Optional.empty();
        }
    }

    private void apply(CtlConf next) {
        // In ctld's order: vanished ports end their sessions; vanished or changed LUNs go; then everything new.
        List.copyOf(ports.values()).forEach(port -> {
            if (!next.targets().containsKey(port.conf().name()) || lunsChange(port.conf(), next)) {
                terminate(c -> c.target().equals(port.conf().name()));
                ports.remove(port.id());
            }
        });
        luns.values().removeIf(lun -> {
            LunConf wanted = next.luns().get(lun.conf().name());
            return wanted == null || !wanted.sameDevice(lun.conf());
        });
        for (LunConf wanted : next.luns().values()) {
            int id = lun(wanted.name()).map(Lun::id).orElseGet(() -> free(luns, 0));
            Optional<PhysicalDisk> disk = disk(wanted);
            if (disk.isPresent()) {
                luns.put(id, new Lun(id, wanted, disk.get()));
            } else {
                log("failed to add lun \"" + wanted.name() + "\"");
            }
        }
        for (TargetConf wanted : next.targets().values()) {
            Port port =
                    port(wanted.name()).orElseGet(() -> new Port(free(ports, FIRST_PORT), ++lastVirtualPort, wanted));
            ports.put(port.id(), new Port(port.id(), port.virtual(), wanted));
        }
        conf = next;
    }

    private Optional<PhysicalDisk> disk(LunConf lun) {
        return lun.path().startsWith("/dev/") ? host.device(lun.path().substring("/dev/".length())) : Optional.empty();
    }

    private boolean lunsChange(TargetConf old, CtlConf next) {
        TargetConf wanted = next.targets().get(old.name());
        if (wanted == null || !wanted.luns().equals(old.luns())) {
            return true;
        }
        return old.luns().values().stream().anyMatch(name -> {
            LunConf before = conf.luns().get(name);
            LunConf after = next.luns().get(name);
            return before == null || after == null || !before.sameDevice(after);
        });
    }

    private static int free(Map<Integer, ?> used, int from) {
        int id = from;
        while (used.containsKey(id)) {
            id++;
        }
        return id;
    }

    Optional<Port> port(String target) {
        for (Port port : ports.values()) {
            if (port.conf().name().equals(target)) {
                return Optional.of(port);
            }
        }
        return Optional.empty();
    }

    /** What an initiator that wants to log in to a target now is told; empty: it may. */
    Optional<String> refusal(String target, String initiator, Optional<Chap> shown) {
        if (istgt.isPresent()) {
            return istgtRefusal(istgt.get().conf(), target, initiator, shown);
        }
        return port(target)
                .map(port -> conf.refusal(port.conf(), initiator, shown))
                .orElse(Optional.of(NOT_FOUND));
    }

    /** It reads secrets at each login, and tells one who is not listed that there is no such target. */
    private Optional<String> istgtRefusal(IstgtConf read, String target, String initiator, Optional<Chap> shown) {
        try {
            CtlConf now = read.exports(host.files().read(read.authFile()).orElse(""));
            TargetConf wanted = now.targets().get(target);
            Optional<String> refusal = wanted == null ? Optional.of(NOT_FOUND) : now.refusal(wanted, initiator, shown);
            return refusal.map(word -> switch (word) {
                case CtlConf.AuthGroup.NOT_LISTED -> NOT_FOUND;
                case CtlConf.AuthGroup.NO_SECRET -> CtlConf.AuthGroup.WRONG_SECRET;
                default -> word;
            });
        } catch (IstgtConf.Rejected e) {
            throw new IllegalStateException("istgt runs with what it rejects", e);
        }
    }

    /** The LUN 0 of a target. */
    Optional<Lun> lunOf(String target) {
        return port(target)
                .flatMap(port -> Optional.ofNullable(port.conf().luns().get(0)))
                .flatMap(this::lun);
    }

    TargetConnection connect(DatabaseHost database, String initiator, String target) {
        TargetConnection made = new TargetConnection(
                ++lastConnection, database, initiator, target, 0x80000000L + lastConnection * 7919L);
        connections.put(made.id(), made);
        return made;
    }

    /** Ends connections now, as {@code ctladm isterminate} does; the initiators notice at once. Says how many. */
    public int terminate(Predicate<TargetConnection> which) {
        List<TargetConnection> ended =
                connections.values().stream().filter(which).toList();
        for (TargetConnection connection : ended) {
            connection.end();
            connections.remove(connection.id());
            host.world().tell(WorldEvent.Kind.SESSION_ENDED, host.name(), connection.target(), connection.initiator());
        }
        if (!ended.isEmpty()) {
            host.world()
                    .databaseHosts()
                    .forEach(database -> database.initiator().reachabilityChanged());
        }
        return ended.size();
    }

    /**
     * Asks initiators to log out, as {@code ctladm islogout} does. No fence: each obeys and deletes its own session, and
     * what hung on it goes on without the leg (A24, R16). Says how many were asked.
     */
    public int logout(Predicate<TargetConnection> which) {
        return host.world().call(() -> {
            List<TargetConnection> asked =
                    connections.values().stream().filter(which).toList();
            for (TargetConnection connection : asked) {
                DatabaseHost database = connection.database();
                if (host.world().connected(database, host)) {
                    int unused = database.initiator()
                            .remove(session -> session.connection()
                                    .filter(connection::equals)
                                    .isPresent());
                }
            }
            return asked.size();
        });
    }

    /** The initiator has closed a connection, or is no longer there to answer for it. */
    void left(TargetConnection connection) {
        connection.abandon();
        reachabilityChanged();
    }

    void reachabilityChanged() {
        for (TargetConnection connection : List.copyOf(connections.values())) {
            if (!host.responsive()) {
                // A paused machine's timers stand still; they begin anew when it wakes.
                connection.unreachableSince(-1);
                continue;
            }
            boolean reachable = host.world().connected(connection.database(), host);
            if (reachable && connection.abandoned()) {
                terminate(c -> c.equals(connection));
            } else if (reachable) {
                connection.unreachableSince(-1);
            } else if (connection.unreachableSince() < 0) {
                long since = host.world().time();
                connection.unreachableSince(since);
                host.world().after(host.world().timings().ping(), () -> {
                    // The other side may have come back, and even left again, meanwhile.
                    if (connection.alive() && connection.unreachableSince() == since && host.responsive()) {
                        terminate(c -> c.equals(connection));
                    }
                });
            }
        }
    }

    void lostPower() {
        connections.values().forEach(TargetConnection::end);
        connections.clear();
        luns.clear();
        ports.clear();
        if (running) {
            beforeBoot = conf;
        }
        conf = CtlConf.empty();
        running = false;
        istgt = Optional.empty();
        lastConnection = 0;
        lastVirtualPort = 0;
    }

    private void log(String message) {
        log.add("ctld[" + lastPid + "]: " + message);
    }
}
