package io.zsan.freebsd;

import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.node.PoolReport;
import io.zsan.node.StorageNodeReport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What the drivers make of texts, for tests in other packages: the step after the parsers. */
public final class Readings {
    private static final Iqn BASE = new Iqn("iqn.2026-11.com.example:san");
    private static final NodeName D1 = new NodeName("d1");
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private Readings() {}

    /** A storage node's report from the boot nonce, the three lists of {@code ctladm}, and the tokens. */
    public static StorageNodeReport storageNode(
            String boot, String luns, String ports, String sessions, String tokens) {
        return new StorageReader(
                        BASE,
                        new ScriptedRunner(
                                "s1", command -> switch (command.arguments().get(0)) {
                                    case "/var/run/zsan/boot" -> said(boot);
                                    case "devlist" -> said(luns);
                                    case "portlist" -> said(ports);
                                    case "islist" -> said(sessions);
                                    case "-rhs" -> said(tokens);
                                    default -> said("");
                                }),
                        DEADLINE)
                .read();
    }

    /** The pools of a database node, empty where two statuses do not show the same. */
    public static Optional<List<PoolReport>> pools(String list, String byPath, String byGuid, String datasets) {
        ZfsGate unused = new ZfsGate(
                new ScriptedRunner("d1", command -> said("")), Deadlines.defaults(), InstantSource.system());
        return new PoolReader(D1, unused, DEADLINE)
                .parse(List.of(said(list), said(byPath), said(byGuid), said(datasets)));
    }

    private static CommandResult said(String out) {
        return ScriptedRunner.said(0, out, "");
    }
}
