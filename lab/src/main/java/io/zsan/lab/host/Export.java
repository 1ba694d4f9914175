package io.zsan.lab.host;

import com.google.common.collect.ImmutableList;
import io.zsan.error.UnexpectedOutput;
import io.zsan.model.Iqn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target as {@code tgtadm --op show --mode target} prints it.
 *
 * @param id its number in the daemon
 * @param initiators who may log in
 * @param serial of its LUN 1; empty text while it has none
 * @param file that its LUN 1 lies on; empty text while it has none
 */
public record Export(int id, Iqn target, List<Session> sessions, List<Iqn> initiators, String serial, String file) {
    private static final Pattern TARGET = Pattern.compile("Target ([0-9]+): (\\S+)");
    private static final Pattern NEXUS = Pattern.compile(" {8}I_T nexus: ([0-9]+)");
    private static final Pattern INITIATOR = Pattern.compile(" {12}Initiator: (\\S+)(?: alias: .*)?");
    private static final Pattern CONNECTION = Pattern.compile(" {12}Connection: ([0-9]+)");
    private static final Pattern LUN = Pattern.compile(" {8}LUN: ([0-9]+)");
    private static final Pattern SERIAL = Pattern.compile(" {12}SCSI SN: (\\S+) *");
    private static final Pattern FILE = Pattern.compile(" {12}Backing store path: (/\\S*)");
    private static final Pattern ADMITTED = Pattern.compile(" {8}(iqn\\S+)");

    /**
     * A session of an initiator.
     *
     * @param connections its connections' numbers
     */
    public record Session(int id, Iqn initiator, List<Integer> connections) {
        public Session {
            connections = ImmutableList.copyOf(connections);
        }
    }

    public Export {
        sessions = ImmutableList.copyOf(sessions);
        initiators = ImmutableList.copyOf(initiators);
    }

    static List<Export> parse(String out) {
        ImmutableList.Builder<Export> exports = ImmutableList.builder();
        List<String> block = new ArrayList<>();
        for (String line : out.lines().toList()) {
            if (TARGET.matcher(line).matches() && !block.isEmpty()) {
                exports.add(one(block));
                block.clear();
            }
            block.add(line);
        }
        if (!block.isEmpty()) {
            exports.add(one(block));
        }
        return exports.build();
    }

    private static Export one(List<String> lines) {
        Matcher head = match(TARGET, lines.get(0));
        List<Session> sessions = new ArrayList<>();
        List<Iqn> initiators = new ArrayList<>();
        int nexus = 0;
        int lun = -1;
        String serial = "";
        String file = "";
        for (String line : lines) {
            nexus = group(NEXUS, line).map(Integer::valueOf).orElse(nexus);
            lun = group(LUN, line).map(Integer::valueOf).orElse(lun);
            int session = nexus;
            // A session that has no initiator's name yet is none.
            group(INITIATOR, line).ifPresent(name -> sessions.add(new Session(session, new Iqn(name), List.of())));
            group(CONNECTION, line)
                    .map(Integer::valueOf)
                    .ifPresent(connection -> connect(sessions, session, connection));
            if (lun == 1) {
                serial = group(SERIAL, line).orElse(serial);
                file = group(FILE, line).orElse(file);
            }
            group(ADMITTED, line).ifPresent(name -> initiators.add(new Iqn(name)));
        }
        return new Export(Integer.parseInt(head.group(1)), new Iqn(head.group(2)), sessions, initiators, serial, file);
    }

    private static void connect(List<Session> sessions, int id, int connection) {
        for (int i = 0; i < sessions.size(); i++) {
            Session session = sessions.get(i);
            if (session.id() == id) {
                List<Integer> connections = new ArrayList<>(session.connections());
                connections.add(connection);
                sessions.set(i, new Session(id, session.initiator(), connections));
            }
        }
    }

    private static Optional<String> group(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Matcher match(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new UnexpectedOutput("cannot understand 'tgtadm --op show --mode target'", line);
        }
        return matcher;
    }
}
