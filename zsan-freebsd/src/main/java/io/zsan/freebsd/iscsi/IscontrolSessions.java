package io.zsan.freebsd.iscsi;

import com.google.common.collect.ImmutableList;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.geom.Sysctl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sessions of the old initiator (FreeBSD 9), where each is an {@code iscontrol}: those that the kernel has, and those
 * whose daemon has not logged in yet.
 */
public record IscontrolSessions(List<Session> sessions) {
    /** The sysctls of the initiator. */
    public static final String ROOT = "net.iscsi_initiator";

    /** Where zsan keeps the files that its daemons are started with. */
    public static final String DIRECTORY = "/var/run/zsan/iscsi/";

    private static final Pattern PROCESS = Pattern.compile("([0-9]+) (.*)");
    private static final Pattern OURS =
            Pattern.compile("\\S*/iscontrol -c " + DIRECTORY + "([^@\\s/]+)@([^_\\s/]+)_([0-9]{1,5})\\.conf -n zsan");
    private static final Pattern MEMBER = Pattern.compile(Pattern.quote(ROOT) + "\\.([0-9]+)\\.([a-z]+)");
    private static final Pattern SOCKET = Pattern.compile("\\S+ +(\\S+) +([0-9]+) +[0-9]+ +tcp[46]+ +\\S+ +(\\S+) *");
    private static final Pattern PEER = Pattern.compile("[0-9A-Fa-f.:]+:[0-9]{1,5}");
    private static final Pattern BUS = Pattern.compile("scbus([0-9]+) on ([a-z]+)([0-9]+) bus [0-9]+:");
    private static final Pattern DEVICE = Pattern.compile("<.*> +at scbus([0-9]+) .*\\(([^)]*)\\)");

    /**
     * A session.
     *
     * @param process its daemon
     * @param portal host and port as zsan gave them; empty: somebody else's
     * @param peers the far ends of the daemon's connections; one whose peer is silent is among them
     * @param devices its disks
     */
    public record Session(
            String target, long process, Optional<String> portal, Set<String> peers, List<String> devices) {
        public Session {
            devices = ImmutableList.copyOf(devices);
        }

        /** The name of the file that its daemon was started with. */
        public Optional<String> file() {
            return portal.map(p -> target + "@" + p.replace(':', '_'));
        }

        /** Whether its daemon is connected, whatever has become of the other side since. */
        public boolean linked() {
            return portal.map(peers::contains).orElse(!peers.isEmpty());
        }
    }

    public IscontrolSessions {
        sessions = ImmutableList.copyOf(sessions);
    }

    /**
     * Puts together what four programs say.
     *
     * @param processes of {@code pgrep -lf iscontrol}
     * @param sysctls of {@code sysctl net.iscsi_initiator}
     * @param sockets of {@code sockstat -c}
     * @param devices of {@code camcontrol devlist -v}; the bus of session N is {@code iscsiN}
     */
    public static IscontrolSessions parse(String processes, String sysctls, String sockets, String devices) {
        Map<Integer, Map<String, String>> kernel = kernel(sysctls);
        List<Session> sessions = new ArrayList<>();
        Set<Long> seen = new LinkedHashSet<>();
        for (Map.Entry<Integer, Map<String, String>> entry : kernel.entrySet()) {
            String target = entry.getValue().getOrDefault("targetname", "");
            long process = number(entry.getValue().getOrDefault("pid", ""), sysctls);
            seen.add(process);
            Optional<Matcher> ours = daemon(processes, process);
            if (ours.isPresent() && !ours.get().group(1).equals(target)) {
                throw new UnexpectedOutput(
                        "cannot understand the sessions of iscontrol: process " + process + " was started for "
                                + ours.get().group(1) + ", and the kernel says " + target,
                        sysctls);
            }
            sessions.add(session(
                    target, process, ours.map(IscontrolSessions::portal), sockets, disks(devices, entry.getKey())));
        }
        for (String line : processes.lines().toList()) {
            Matcher daemon = PROCESS.matcher(line);
            if (!daemon.matches()) {
                throw new UnexpectedOutput("cannot understand 'pgrep -lf iscontrol': no process", processes);
            }
            long process = number(daemon.group(1), processes);
            Matcher ours = OURS.matcher(daemon.group(2));
            if (ours.matches() && !seen.contains(process)) {
                // Before its login the kernel does not have it, or has it under the process that it was before.
                sessions.add(session(ours.group(1), process, Optional.of(portal(ours)), "", List.of()));
            }
        }
        return new IscontrolSessions(sessions);
    }

    private static Session session(
            String target, long process, Optional<String> portal, String sockets, List<String> devices) {
        return new Session(target, process, portal, peers(sockets, process), devices);
    }

    private static String portal(Matcher ours) {
        return ours.group(2) + ":" + ours.group(3);
    }

    private static Optional<Matcher> daemon(String processes, long process) {
        return processes
                .lines()
                .filter(line -> line.startsWith(process + " "))
                .map(line -> OURS.matcher(line.substring(line.indexOf(' ') + 1)))
                .filter(Matcher::matches)
                .findFirst();
    }

    private static Map<Integer, Map<String, String>> kernel(String sysctls) {
        Map<Integer, Map<String, String>> sessions = new LinkedHashMap<>();
        Sysctl.parseTree(ROOT, sysctls).values().forEach((name, value) -> {
            Matcher member = MEMBER.matcher(name);
            if (member.matches()) {
                sessions.computeIfAbsent((int) number(member.group(1), sysctls), n -> new LinkedHashMap<>())
                        .put(member.group(2), value.strip());
            }
        });
        sessions.values()
                .removeIf(session -> session.getOrDefault("targetname", "").isEmpty());
        return sessions;
    }

    private static Set<String> peers(String sockets, long process) {
        Set<String> peers = new LinkedHashSet<>();
        for (String line : sockets.lines().toList()) {
            Matcher socket = SOCKET.matcher(line);
            if (socket.matches()
                    && socket.group(1).equals("iscontrol")
                    && socket.group(2).equals("" + process)) {
                if (!PEER.matcher(socket.group(3)).matches()) {
                    throw new UnexpectedOutput(
                            "cannot understand 'sockstat -c': '" + socket.group(3) + "' is no address and port",
                            sockets);
                }
                peers.add(socket.group(3));
            }
        }
        return peers;
    }

    private static List<String> disks(String devices, int session) {
        Optional<String> bus = devices.lines()
                .map(BUS::matcher)
                .filter(m ->
                        m.matches() && m.group(2).equals("iscsi") && m.group(3).equals("" + session))
                .map(m -> m.group(1))
                .findFirst();
        ImmutableList.Builder<String> disks = ImmutableList.builder();
        for (String line : devices.lines().toList()) {
            Matcher device = DEVICE.matcher(line);
            if (device.matches() && bus.equals(Optional.of(device.group(1)))) {
                for (String name : device.group(2).split(",", -1)) {
                    if (name.matches("da[0-9]+")) {
                        disks.add(name);
                    }
                }
            }
        }
        return disks.build();
    }

    private static long number(String digits, String out) {
        if (!digits.matches("[0-9]{1,9}")) {
            throw new UnexpectedOutput(
                    "cannot understand the sessions of iscontrol: '" + digits + "' is no number", out);
        }
        return Long.parseLong(digits);
    }

    /** The sessions to a target. */
    public List<Session> to(String target) {
        return sessions.stream().filter(s -> s.target().equals(target)).toList();
    }
}
