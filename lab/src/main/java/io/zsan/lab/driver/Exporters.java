package io.zsan.lab.driver;

import io.zsan.error.CommandRefused;
import io.zsan.freebsd.Initiator;
import io.zsan.freebsd.Look;
import io.zsan.freebsd.Machine;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.geom.GeomDisks;
import io.zsan.lab.host.DatabaseHost;
import io.zsan.model.BootId;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.node.SessionReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The initiator and the machine of a database node of the lab: its exporters. Thread-safe. */
final class Exporters implements Initiator, Machine {
    private static final String CLOSED = "r0w0e0";

    private final DatabaseHost host;

    Exporters(DatabaseHost host) {
        this.host = host;
    }

    @Override
    public Look<List<SessionReport>> sessions() {
        return Look.answered(host.sessions().stream()
                .map(s -> new SessionReport(s.target(), s.connected(), s.connected() ? "Connected" : s.detail()))
                .toList());
    }

    @Override
    public Set<String> answering() {
        return host.sessions().stream()
                .filter(DatabaseHost.Session::connected)
                .map(Exporters::name)
                .collect(Collectors.toSet());
    }

    @Override
    public void login(Iqn target, Portal portal, Optional<Credential> credential) {
        if (credential.isPresent()) {
            throw new CommandRefused(node() + ": the lab knows no CHAP");
        }
        Optional<DatabaseHost.Session> there = session(target);
        if (there.filter(s -> !s.portal().equals(portal)).isPresent()) {
            throw new CommandRefused(node() + ": there is a session to " + target + " through "
                    + there.get().portal() + " already, not through " + portal);
        }
        host.login(target, portal);
    }

    @Override
    public void logout(Iqn target) {
        host.logout(target);
    }

    @Override
    public String device(Iqn target) {
        // One that is connected has its disk.
        DatabaseHost.Session session = session(target)
                .orElseThrow(
                        () -> new CommandRefused(node() + ": there are 0 sessions to " + target + " instead of one"));
        if (!session.connected()) {
            throw new CommandRefused(node() + ": the session to " + target + " is down: " + session.detail());
        }
        return name(session);
    }

    private Optional<DatabaseHost.Session> session(Iqn target) {
        return host.sessions().stream().filter(s -> s.target().equals(target)).findFirst();
    }

    @Override
    public Look<BootId> boot() {
        return Look.answered(new BootId("boot-" + host.boots()));
    }

    @Override
    public GeomDisks disks() {
        return new GeomDisks(host.sessions().stream().flatMap(Exporters::disk).toList());
    }

    private static Stream<GeomDisks.Disk> disk(DatabaseHost.Session session) {
        return session.device().stream()
                .map(d -> new GeomDisks.Disk(
                        name(session),
                        d.sizeBytes(),
                        d.sectorBytes(),
                        CLOSED,
                        Optional.empty(),
                        Optional.of(d.serial()),
                        Map.of()));
    }

    private static String name(DatabaseHost.Session session) {
        return "da" + session.number();
    }

    @Override
    public void reboot() {
        host.reboot();
    }

    private NodeName node() {
        return host.node().name();
    }
}
