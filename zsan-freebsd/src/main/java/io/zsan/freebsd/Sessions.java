package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.zsan.error.CommandRefused;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.chap.Secret;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.iscsi.IscsiConf;
import io.zsan.freebsd.iscsi.IscsiSession;
import io.zsan.freebsd.iscsi.IscsictlSessions;
import io.zsan.freebsd.script.Scripts;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.node.SessionReport;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The initiator since FreeBSD 10: iscsictl and iscsid. None of its commands waits for a dead session. */
final class Sessions implements Initiator {
    private static final String DISK = "da[0-9]+";

    /** The section of iscsi.conf that the script adds. */
    private static final String NICK = "zsan";

    /** What a target says that does not take a name or a secret, or wants CHAP from who has none to show, or does not. */
    private static final Set<String> REJECTED =
            ImmutableSet.of("Authentication failure", "Unsupported AuthMethod", "Authentication required");

    private static final String ADD = "ISCSISADD";
    private static final String RENEW = "ISCSISMODIFY";

    private final NodeName node;
    private final Iqn initiator;
    private final CommandRunner runner;
    private final Patience patience;
    private final Dialects dialects;
    private final Deadlines deadlines;

    Sessions(Iqn initiator, CommandRunner runner, Dialects dialects, Patience patience, Deadlines deadlines) {
        this.node = runner.node();
        this.initiator = initiator;
        this.runner = runner;
        this.patience = patience;
        this.deadlines = deadlines;
        this.dialects = dialects;
    }

    @Override
    public Look<List<SessionReport>> sessions() {
        Look<IscsictlSessions> list = list();
        return new Look<>(list.commands(), results -> reports(list.meaning().apply(results)));
    }

    @Override
    public Set<String> answering() {
        return read().sessions().stream()
                .filter(IscsiSession::connected)
                .flatMap(session -> session.devices().stream())
                .collect(Collectors.toSet());
    }

    private List<SessionReport> reports(IscsictlSessions sessions) {
        SessionReports reports = new SessionReports(node);
        for (IscsiSession session : sessions.sessions()) {
            reports.add(
                    session.target(),
                    target -> new SessionReport(target, session.connected(), session.state(), rejected(session)));
        }
        return reports.all();
    }

    private static boolean rejected(IscsiSession session) {
        return !session.connected() && REJECTED.contains(session.state());
    }

    @Override
    public void login(Iqn target, Portal portal, Optional<Credential> credential) {
        List<IscsiSession> there = read().to(target.text());
        if (there.isEmpty()) {
            session(target, portal, credential, ADD);
            return;
        }
        requirePortal(target, portal, there);
        if (credential.isPresent() && there.stream().anyMatch(Sessions::rejected)) {
            session(target, portal, credential, RENEW);
        }
    }

    /** The initiator reports what went wrong under the name of what was asked of it. */
    private void session(Iqn target, Portal portal, Optional<Credential> credential, String request) {
        String section = IscsiConf.section(NICK, target, address(portal), initiator, credential);
        List<Secret> secrets = credential.map(Credential::secret).stream().toList();
        ImmutableList.Builder<String> words = ImmutableList.builder();
        words.add("-c", Scripts.login(), "zsan-login", target.text());
        if (request.equals(RENEW)) {
            words.add(Scripts.RENEW);
        }
        CommandResult result = runner.run(Command.modifying("/bin/sh", words.build())
                .withStdin(section, secrets)
                .within(deadlines.look()));
        boolean busy = result.err().contains(ADD + ": Device busy");
        if (!busy && (!result.succeeded() || result.err().contains(request))) {
            throw new CommandRefused(node + ": could not log in to " + target + ": " + Results.said(result));
        }
    }

    private void requirePortal(Iqn target, Portal portal, List<IscsiSession> there) {
        boolean same = there.stream().allMatch(s -> s.portal().equals(address(portal)));
        if (!same) {
            throw new CommandRefused(node + ": there is a session to " + target + " through "
                    + there.stream().map(IscsiSession::portal).toList() + " already, not through "
                    + address(portal) + "; a second path to a LUN is not used");
        }
    }

    @Override
    public void logout(Iqn target) {
        CommandResult result = runner.run(Command.modifying("/usr/bin/iscsictl", "-R", "-t", target.text())
                .within(deadlines.look()));
        boolean gone = result.err().contains("ISCSISREMOVE: No such process");
        if (!gone && !result.succeeded()) {
            throw new CommandRefused(
                    node + ": could not remove the session to " + target + ": " + Results.said(result));
        }
        List<IscsiSession> left = patience.until(List::isEmpty, () -> read().to(target.text()));
        if (!left.isEmpty()) {
            throw new OutcomeUnknown(node + ": the session to " + target + " is still listed after its removal: "
                    + left.get(0).state());
        }
    }

    @Override
    public String device(Iqn target) {
        List<IscsiSession> seen = patience.until(
                s -> s.size() != 1
                        || !s.get(0).connected()
                        || s.get(0).devices().size() == 1 && disk(s.get(0)),
                () -> read().to(target.text()));
        if (seen.size() != 1 || !seen.get(0).connected()) {
            throw new CommandRefused(node + ": "
                    + (seen.size() == 1
                            ? "the session to " + target + " is down: "
                                    + seen.get(0).state()
                            : "there are " + seen.size() + " sessions to " + target + " instead of one"));
        }
        List<String> devices = seen.get(0).devices();
        if (devices.size() != 1 || !disk(seen.get(0))) {
            throw new CommandRefused(
                    node + ": the session to " + target + " has the devices " + devices + " instead of one disk");
        }
        return devices.get(0);
    }

    private static boolean disk(IscsiSession session) {
        return session.devices().get(0).matches(DISK);
    }

    private Look<IscsictlSessions> list() {
        return switch (dialects.get().system().sessions()) {
            case ISCSICTL_JSON -> list(IscsictlSessions::parseJson, "-L", "--libxo", "json");
            case ISCSICTL_TEXT -> list(IscsictlSessions::parseText, "-L");
            case ISCONTROL -> throw new IllegalStateException(node + ": it has no iscsictl");
        };
    }

    private Look<IscsictlSessions> list(Function<String, IscsictlSessions> parser, String... options) {
        Command command = Command.reading("/usr/bin/iscsictl", options).within(deadlines.look());
        return Look.of(command, result -> parser.apply(Results.out(node, command, result)));
    }

    private IscsictlSessions read() {
        Look<IscsictlSessions> list = list();
        return list.meaning().apply(list.commands().stream().map(runner::run).toList());
    }

    /** What is written to iscsi.conf, and comes back in the list. */
    private static String address(Portal portal) {
        boolean bare = portal.host().indexOf(':') >= 0 && portal.port() == Portal.DEFAULT_PORT;
        return bare ? "[" + portal.host() + "]" : portal.text();
    }
}
