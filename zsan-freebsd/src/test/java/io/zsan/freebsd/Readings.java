package io.zsan.freebsd;

import io.zsan.freebsd.dialect.Dialect;
import io.zsan.freebsd.dialect.FreeBsdRelease;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.Iqn;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What the drivers make of texts, for tests in other packages: the step after the parsers. */
public final class Readings {
    /** The address of a portal that takes no connection. */
    public static final String SILENT_PORTAL = "10.0.0.13";

    private static final Iqn BASE = new Iqn("iqn.2026-11.com.example:san");
    private static final Iqn DATABASE_NODE = new Iqn("iqn.2026-11.com.example:d1");
    private static final Dialect FREEBSD_13 = new Dialect(FreeBsdRelease.FREEBSD_13, ZfsVersion.OPENZFS_2_0);
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private Readings() {}

    /** A storage node's report from the boot nonce, the three lists of {@code ctladm}, and the tokens. */
    public static StorageNodeReport storageNode(
            String boot, String luns, String ports, String sessions, String tokens) {
        ScriptedRunner runner =
                new ScriptedRunner("s1", command -> switch (command.arguments().get(0)) {
                    case "/var/run/zsan/boot" -> said(boot);
                    case "devlist" -> said(luns);
                    case "portlist" -> said(ports);
                    case "islist" -> said(sessions);
                    case "-rhs" -> said(tokens);
                    default -> said("");
                });
        return new StorageReader(new CtlTarget(BASE, runner, "", DEADLINE), runner, DEADLINE).read();
    }

    /** The pools of a database node, empty where two statuses do not show the same. */
    public static Optional<List<PoolReport>> pools(String list, String byPath, String byGuid, String datasets) {
        ScriptedRunner runner = new ScriptedRunner("d1", command -> said(""));
        Deadlines deadlines = Deadlines.defaults();
        ZfsGate gate = new ZfsGate(runner, deadlines, InstantSource.system());
        Dialects dialects = new Dialects(runner, Optional.of(FREEBSD_13), DEADLINE);
        Initiator sessions =
                new Sessions(DATABASE_NODE, runner, dialects, new Patience(Pause.sleeping(), deadlines), deadlines);
        LabelGuids unused = new LabelGuids(gate, sessions, new FreeBsdMachine(runner, DEADLINE), DEADLINE);
        return new PoolReader(gate, dialects, unused, DEADLINE)
                .look()
                .meaning()
                .apply(List.of(said(list), said(byPath), said(byGuid), said(datasets)));
    }

    /**
     * The sessions of FreeBSD 9's initiator; all portals take connections but {@link #SILENT_PORTAL}.
     *
     * @param processes as the other three, of {@link io.zsan.freebsd.iscsi.IscontrolSessions#parse}
     */
    public static List<SessionReport> oldSessions(String processes, String sysctls, String sockets, String devices) {
        ScriptedRunner runner = new ScriptedRunner("d1", command -> {
            boolean silent = command.arguments().contains(SILENT_PORTAL);
            return ScriptedRunner.said(silent ? 1 : 0, "", "");
        });
        Deadlines deadlines = Deadlines.defaults();
        return new Iscontrol(DATABASE_NODE, runner, new Patience(Pause.sleeping(), deadlines), deadlines)
                .sessions()
                .meaning()
                .apply(List.of(said(processes), said(sysctls), said(sockets), said(devices)));
    }

    private static CommandResult said(String out) {
        return ScriptedRunner.said(0, out, "");
    }
}
