package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.error.CommandRefused;
import io.zsan.error.InvalidInput;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.iscsi.IscontrolSessions;
import io.zsan.freebsd.iscsi.IscsiConf;
import io.zsan.freebsd.script.Scripts;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.node.SessionReport;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The initiator of FreeBSD 9: one {@code iscontrol} for each session. It sends no pings, so a peer that is silent looks
 * connected: a session counts as up only where its portal takes a connection just now. It freezes by nature: what is sent
 * to a session that is down waits until the session is back or its daemon is killed.
 */
final class Iscontrol implements Initiator {
    private static final int NONE = 1;

    private final NodeName node;
    private final Iqn initiator;
    private final CommandRunner runner;
    private final Patience patience;
    private final Deadlines deadlines;
    private final List<Command> looks;

    Iscontrol(Iqn initiator, CommandRunner runner, Patience patience, Deadlines deadlines) {
        this.node = runner.node();
        this.initiator = initiator;
        this.runner = runner;
        this.patience = patience;
        this.deadlines = deadlines;
        this.looks = ImmutableList.of(
                        Command.reading("/bin/pgrep", "-lf", "iscontrol"),
                        Command.reading("/sbin/sysctl", IscontrolSessions.ROOT),
                        Command.reading("/usr/bin/sockstat", "-c"),
                        Command.reading("/sbin/camcontrol", "devlist", "-v"))
                .stream()
                .map(command -> command.within(deadlines.look()))
                .toList();
    }

    @Override
    public Look<List<SessionReport>> sessions() {
        return new Look<>(looks, results -> reports(parse(results)));
    }

    private IscontrolSessions parse(List<CommandResult> results) {
        CommandResult processes = results.get(0);
        boolean none = processes.exit() == NONE && processes.out().isEmpty();
        // Without the module there are no such sysctls, and no sessions.
        CommandResult sysctls = results.get(1);
        boolean unloaded = !sysctls.succeeded() && sysctls.err().contains("unknown oid");
        return IscontrolSessions.parse(
                none ? "" : Results.out(node, looks.get(0), processes),
                unloaded ? "" : Results.out(node, looks.get(1), sysctls),
                Results.out(node, looks.get(2), results.get(2)),
                Results.out(node, looks.get(3), results.get(3)));
    }

    private IscontrolSessions read() {
        return parse(runner.runAll(looks).stream().map(Attempt::result).toList());
    }

    private List<SessionReport> reports(IscontrolSessions seen) {
        Set<String> silent = silent(seen);
        SessionReports reports = new SessionReports(node);
        for (IscontrolSessions.Session session : seen.sessions()) {
            reports.add(session.target(), target -> report(target, session, silent));
        }
        return reports.all();
    }

    private static SessionReport report(Iqn target, IscontrolSessions.Session session, Set<String> silent) {
        boolean answers = session.peers().stream().noneMatch(silent::contains);
        boolean up = session.linked() && answers;
        return new SessionReport(
                target, up, up ? "connected" : session.linked() ? "its portal does not answer" : "connecting");
    }

    /** The portals that take no connection now; one that is not reached in the time of a look counts as silent. */
    private Set<String> silent(IscontrolSessions seen) {
        Map<String, Command> probes = new LinkedHashMap<>();
        for (IscontrolSessions.Session session : seen.sessions()) {
            for (String peer : session.peers()) {
                int colon = peer.lastIndexOf(':');
                probes.put(
                        peer,
                        Command.reading(
                                        "/usr/bin/nc",
                                        "-z",
                                        "-w",
                                        "1",
                                        peer.substring(0, colon),
                                        peer.substring(colon + 1))
                                .within(deadlines.look()));
            }
        }
        if (probes.isEmpty()) {
            return Set.of();
        }
        List<Attempt> attempts = runner.runAll(ImmutableList.copyOf(probes.values()));
        Map<Command, Boolean> answered = new HashMap<>();
        attempts.forEach(attempt -> answered.put(
                attempt.command(),
                attempt instanceof Attempt.Ended ended && ended.result().succeeded()));
        return probes.entrySet().stream()
                .filter(probe -> !answered.getOrDefault(probe.getValue(), false))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public Set<String> answering() {
        IscontrolSessions seen = read();
        Set<String> silent = silent(seen);
        return seen.sessions().stream()
                .filter(s -> s.linked() && s.peers().stream().noneMatch(silent::contains))
                .flatMap(s -> s.devices().stream())
                .collect(Collectors.toSet());
    }

    @Override
    public void login(Iqn target, Portal portal, Optional<Credential> credential) {
        if (credential.isPresent()) {
            throw new CommandRefused(node + ": FreeBSD 9's initiator is not given secrets of CHAP");
        }
        String address = portal.host() + ":" + portal.port();
        if (portal.host().indexOf(':') >= 0) {
            throw new InvalidInput(node + ": FreeBSD 9 is not given portals of IPv6, as " + portal);
        }
        List<IscontrolSessions.Session> there = read().to(target.text());
        if (!there.isEmpty()) {
            if (!there.stream().allMatch(s -> s.portal().equals(Optional.of(address)))) {
                throw new CommandRefused(node + ": there is a session to " + target + " already, not through " + address
                        + "; a second path to a LUN is not used");
            }
            return;
        }
        String section = IscsiConf.section("zsan", target, address, initiator, Optional.empty());
        String name = target + "@" + address.replace(':', '_');
        CommandResult result =
                runner.run(Command.modifying("/bin/sh", "-c", Scripts.iscontrol(), "zsan-iscontrol", name)
                        .withStdin(section)
                        .startingDaemon()
                        .within(deadlines.look()));
        if (!result.succeeded()) {
            throw new CommandRefused(node + ": could not log in to " + target + ": " + Results.said(result));
        }
    }

    /** A daemon that is killed takes the kernel up to a minute to tear down; until then this ends unknown. */
    @Override
    public void logout(Iqn target) {
        for (IscontrolSessions.Session session : read().to(target.text())) {
            String file = session.file()
                    .orElseThrow(() -> new CommandRefused(
                            node + ": the session to " + target + " was not made by zsan; end it by hand"));
            CommandResult result = runner.run(Command.modifying(
                            "/bin/sh",
                            "-c",
                            Scripts.iscontrolEnd(),
                            "zsan-iscontrol-end",
                            Long.toString(session.process()),
                            file)
                    .within(deadlines.change()));
            if (!result.succeeded()) {
                throw new CommandRefused(
                        node + ": could not end the session to " + target + ": " + Results.said(result));
            }
        }
        if (!patience.until(List::isEmpty, () -> read().to(target.text())).isEmpty()) {
            throw new OutcomeUnknown(
                    node + ": the session to " + target + " is still there after its end; it can take" + " a minute");
        }
    }

    @Override
    public String device(Iqn target) {
        List<IscontrolSessions.Session> seen = patience.until(
                s -> s.size() != 1 || !s.get(0).linked() || s.get(0).devices().size() == 1,
                () -> read().to(target.text()));
        if (seen.size() != 1 || !seen.get(0).linked()) {
            throw new CommandRefused(node + ": "
                    + (seen.size() == 1
                            ? "the session to " + target + " is down"
                            : "there are " + seen.size() + " sessions to " + target + " instead of one"));
        }
        List<String> devices = seen.get(0).devices();
        if (devices.size() != 1) {
            throw new CommandRefused(
                    node + ": the session to " + target + " has the devices " + devices + " instead of one disk");
        }
        return devices.get(0);
    }
}
