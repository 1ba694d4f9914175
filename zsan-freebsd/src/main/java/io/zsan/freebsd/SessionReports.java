package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.node.SessionReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions that an initiator lists, as one report for each target. */
final class SessionReports {
    private static final Logger LOG = LoggerFactory.getLogger(SessionReports.class);

    private final NodeName node;
    private final Map<Iqn, SessionReport> reports = new LinkedHashMap<>();

    SessionReports(NodeName node) {
        this.node = node;
    }

    /** Adds a session, unless it has a name that is none of ours, as a foreign one may. */
    void add(String name, Function<Iqn, SessionReport> report) {
        Iqn target;
        try {
            target = new Iqn(name);
        } catch (InvalidInput foreign) {
            LOG.debug("{}: a session is left out: {}", node, foreign.getMessage());
            return;
        }
        reports.merge(target, report.apply(target), SessionReports::both);
    }

    /** Two paths to one target: up only where both are, since I/O may hang on either. */
    private static SessionReport both(SessionReport a, SessionReport b) {
        return new SessionReport(
                a.target(),
                a.connected() && b.connected(),
                a.detail() + "; " + b.detail(),
                a.rejected() || b.rejected());
    }

    List<SessionReport> all() {
        return ImmutableList.copyOf(reports.values());
    }
}
