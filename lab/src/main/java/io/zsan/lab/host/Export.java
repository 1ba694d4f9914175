package io.zsan.lab.host;

import com.google.common.collect.ImmutableList;
import io.zsan.model.Iqn;
import java.util.ArrayList;
import java.util.List;
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
        String lun = "";
        String serial = "";
        String file = "";
        boolean access = false;
        for (String line : lines) {
            Matcher m;
            if ((m = NEXUS.matcher(line)).matches()) {
                // Completed by the lines that follow; a session without an initiator's name yet is none.
                lun = "nexus " + m.group(1);
            } else if ((m = INITIATOR.matcher(line)).matches() && lun.startsWith("nexus ")) {
                sessions.add(new Session(Integer.parseInt(lun.substring(6)), new Iqn(m.group(1)), List.of()));
            } else if ((m = CONNECTION.matcher(line)).matches() && !sessions.isEmpty()) {
                Session last = sessions.remove(sessions.size() - 1);
                List<Integer> connections = new ArrayList<>(last.connections());
                connections.add(Integer.parseInt(m.group(1)));
                sessions.add(new Session(last.id(), last.initiator(), connections));
            } else if ((m = LUN.matcher(line)).matches()) {
                lun = m.group(1);
            } else if ((m = SERIAL.matcher(line)).matches() && lun.equals("1")) {
                serial = m.group(1);
            } else if ((m = FILE.matcher(line)).matches() && lun.equals("1")) {
                file = m.group(1);
            } else if (line.strip().equals("ACL information:")) {
                access = true;
            } else if (access && (m = ADMITTED.matcher(line)).matches()) {
                initiators.add(new Iqn(m.group(1)));
            }
        }
        return new Export(Integer.parseInt(head.group(1)), new Iqn(head.group(2)), sessions, initiators, serial, file);
    }

    private static Matcher match(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new io.zsan.error.UnexpectedOutput("cannot understand 'tgtadm --op show --mode target'", line);
        }
        return matcher;
    }
}
