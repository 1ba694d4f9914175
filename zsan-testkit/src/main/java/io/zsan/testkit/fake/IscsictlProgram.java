package io.zsan.testkit.fake;

import io.zsan.freebsd.script.Scripts;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.Files;
import io.zsan.testkit.world.InitiatorSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code iscsictl -L|-A|-R}, and the constant script that adds a session. */
final class IscsictlProgram {
    private static final Pattern SECTION = Pattern.compile("([A-Za-z0-9._-]+)\\s*\\{([^}]*)\\}");
    private static final Pattern SETTING = Pattern.compile("([A-Za-z]+)\\s*=\\s*\"?([^\\s;\"]+)\"?");
    private static final String USAGE =
            "usage: iscsictl -A -p portal -t target [-u user -s secret] [-w timeout] [-e on |"
                    + " off]\n       iscsictl -A -d discovery-host [-u user -s secret] [-e on | off]\n       iscsictl -A -a [-c"
                    + " path]\n       iscsictl -A -n nickname [-c path]\n       iscsictl -M -i session-id [-p portal] [-t target]"
                    + " [-u user] [-s secret] [-e on | off]\n       iscsictl -M -i session-id -n nickname [-c path]\n       "
                    + "iscsictl -R [-p portal] [-t target]\n       iscsictl -R -a\n       iscsictl -R -n nickname [-c path]\n"
                    + "       iscsictl -L [-v] [-w timeout]";

    private IscsictlProgram() {}

    static int run(Execution execution, List<String> words) {
        if (execution.database().isEmpty()) {
            return execution.fail(1, "iscsictl: failed to open /dev/iscsi: No such file or directory");
        }
        DatabaseHost host = execution.database().get();
        TreeMap<String, String> options = new TreeMap<>();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (List.of("-A", "-L", "-M", "-R", "-a").contains(word)) {
                options.put(word, "");
            } else if (List.of("-c", "-i", "-n", "-p", "-t", "--libxo").contains(word) && i + 1 < words.size()) {
                options.put(word, words.get(++i));
            } else {
                return execution.fail(1, USAGE);
            }
        }
        if (options.containsKey("-A")) {
            return add(execution, host, options);
        }
        if (options.containsKey("-R")) {
            return remove(execution, host, options);
        }
        if (options.containsKey("-M")) {
            return modify(execution, host, options);
        }
        execution.out(options.getOrDefault("--libxo", "").equals("json") ? json(host) : text(host));
        return 0;
    }

    private static int add(Execution execution, DatabaseHost host, Map<String, String> options) {
        String target = options.getOrDefault("-t", "");
        String portal = options.getOrDefault("-p", "");
        String initiator = host.initiatorName();
        if (options.containsKey("-n")) {
            String file = options.getOrDefault("-c", "/etc/iscsi.conf");
            Optional<String> text = host.files().read(file);
            if (text.isEmpty()) {
                return execution.fail(
                        1, "iscsictl: unable to open configuration file " + file + ": No such file or directory");
            }
            Optional<Map<String, String>> section = section(text.get(), options.get("-n"));
            if (section.isEmpty()) {
                return execution.fail(1, "iscsictl: target " + options.get("-n") + " not found in " + file);
            }
            target = section.get().getOrDefault("targetname", "");
            portal = section.get().getOrDefault("targetaddress", "");
            initiator = section.get().getOrDefault("initiatorname", initiator);
        }
        if (target.isEmpty() || portal.isEmpty()) {
            return execution.fail(1, "iscsictl: must specify -a, -n or -t/-p");
        }
        return host.initiator().add(target, portal, initiator).isPresent()
                ? 0
                : execution.fail(1, "iscsictl: ISCSISADD: Device busy");
    }

    private static Optional<Map<String, String>> section(String text, String nick) {
        Matcher sections = SECTION.matcher(text.replaceAll("#[^\n]*", ""));
        while (sections.find()) {
            if (sections.group(1).equals(nick)) {
                Map<String, String> settings = new TreeMap<>();
                Matcher setting = SETTING.matcher(sections.group(2));
                while (setting.find()) {
                    settings.put(setting.group(1).toLowerCase(Locale.ROOT), setting.group(2));
                }
                return Optional.of(settings);
            }
        }
        return Optional.empty();
    }

    private static int remove(Execution execution, DatabaseHost host, Map<String, String> options) {
        Predicate<InitiatorSession> which;
        if (options.containsKey("-a")) {
            which = session -> true;
        } else if (options.containsKey("-t") || options.containsKey("-p")) {
            which = session -> session.target().equals(options.getOrDefault("-t", session.target()))
                    && session.portalText().equals(options.getOrDefault("-p", session.portalText()));
        } else {
            return execution.fail(1, "iscsictl: must specify either -a, -n, -t, or -p");
        }
        return host.initiator().remove(which) > 0 ? 0 : execution.fail(1, "iscsictl: ISCSISREMOVE: No such process");
    }

    private static String text(DatabaseHost host) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%-36s %-16s %s\n", "Target name", "Target portal", "State"));
        for (InitiatorSession session : host.initiator().sessions()) {
            String devices = session.up()
                    ? ": " + session.device().map(d -> d.name() + " ").orElse("")
                    : "";
            text.append(String.format(
                    Locale.ROOT,
                    "%-36s %-16s %s\n",
                    session.target(),
                    session.portalText(),
                    session.state() + devices));
        }
        return text.toString();
    }

    private static String json(DatabaseHost host) {
        List<String> sessions = new ArrayList<>();
        for (InitiatorSession session : host.initiator().sessions()) {
            String devices = !session.up()
                    ? ""
                    : ", \"devices\": {"
                            + session.device()
                                    .map(d -> "\"lun\": [{\"lun\":0,\"device\":\"" + d.name() + "\"}],")
                                    .orElse("")
                            + "\"scbus\":" + (session.id() + 2) + ",\"bus\":0,\"target\":0}";
            sessions.add("{\"name\":\"" + session.target() + "\",\"portal\":\"" + session.portalText()
                    + "\",\"state\":\"" + session.state() + "\"" + devices + "}");
        }
        String list = sessions.isEmpty() ? "" : "\"session\": [" + String.join(", ", sessions) + "]";
        return "{\"iscsictl\": {" + list + "}}\n";
    }

    /** Whatever is changed, the connection is made anew. */
    private static int modify(Execution execution, DatabaseHost host, Map<String, String> options) {
        if (!options.containsKey("-i")) {
            return execution.fail(1, "iscsictl: -M requires -i");
        }
        String id = options.get("-i");
        Optional<InitiatorSession> session = host.initiator().sessions().stream()
                .filter(s -> Integer.toString(s.id()).equals(id))
                .findFirst();
        session.ifPresent(host.initiator()::reconnect);
        return session.isPresent() ? 0 : execution.fail(1, "iscsictl: session-id " + id + " not found");
    }

    /** Words: sh, -c, text, name, target. */
    static int nudgeScript(Execution execution, List<String> words) {
        if (words.size() != 5 || !words.get(4).matches("[a-z0-9][a-z0-9.:_-]*")) {
            return execution.fail(Scripts.USAGE, "zsan: not a target");
        }
        DatabaseHost host = execution.database().orElseThrow();
        if (host.number("kern.iscsi.fail_on_disconnection").orElse(0L) != 0) {
            return execution.fail(Scripts.REFUSED, "zsan: a new connection would take the devices away");
        }
        for (InitiatorSession session : host.initiator().sessions()) {
            boolean down = session.target().equals(words.get(4)) && !session.up();
            if (down && host.initiator().portalAnswers(session)) {
                host.initiator().reconnect(session);
                execution.out("nudged session " + session.id() + "\n");
            }
        }
        return 0;
    }

    /** Words: sh, -c, text, name, nick. */
    static int loginScript(Execution execution, List<String> words) {
        if (words.size() != 5 || !words.get(4).matches("[a-z0-9][a-z0-9.:_-]*")) {
            return execution.fail(Scripts.USAGE, "zsan: not a nickname");
        }
        Files files = execution.host().files();
        files.makeDirectories("/var/run/zsan/iscsi");
        String file = "/var/run/zsan/iscsi/" + words.get(4) + ".conf";
        files.write(file, execution.readAll());
        return run(execution, List.of("/usr/bin/iscsictl", "-A", "-c", file, "-n", "zsan"));
    }
}
