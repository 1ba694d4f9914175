package io.zsan.testkit.sim;

import io.zsan.Round;
import io.zsan.decide.Decision;
import io.zsan.decide.Note;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.VdevState;
import io.zsan.observe.Seen;
import java.util.List;
import java.util.Optional;

/** What a host application, or its person, can tell of a pool from one round. */
final class Symptoms {
    private Symptoms() {}

    static boolean failed(PoolReport there) {
        return there.scan()
                .filter(scan -> scan.state() == ScanReport.State.FINISHED && scan.errors() > 0)
                .isPresent();
    }

    static boolean unwell(PoolReport there) {
        return there.legs().stream().anyMatch(leg -> leg.state() == VdevState.FAULTED || leg.errors() > 0);
    }

    /** Whether a leg waits for the others to be well. */
    static boolean waits(PoolRecord pool) {
        return pool.legs().stream()
                .anyMatch(leg -> leg.state() == LegState.SYNCING || leg.state() == LegState.GIVEN_UP);
    }

    /** A person does what an ATTENTION has asked for long enough. */
    static boolean advised(Round round, PoolRecord pool) {
        return noted(round, pool, Note.Kind.ATTENTION, "fail over");
    }

    static boolean noted(Round round, PoolRecord pool, Note.Kind kind, String text) {
        return round.decisions().stream()
                .map(Decision::notes)
                .flatMap(List::stream)
                .anyMatch(note -> note.kind() == kind
                        && note.subject().equals(pool.name().text())
                        && note.text().contains(text));
    }

    static boolean online(PoolReport there, Leg leg) {
        return there.legs().stream()
                .anyMatch(l -> leg.guid().equals(Optional.of(l.guid())) && l.state() == VdevState.ONLINE);
    }

    /** Database nodes that have a pool of that name, and are not to have it. */
    static List<NodeName> strangers(Round round, PoolRecord pool) {
        return round.observation().database().values().stream()
                .map(Seen::report)
                .flatMap(Optional::stream)
                .filter(node -> node.pool(pool.name()).isPresent())
                .map(DatabaseNodeReport::node)
                .filter(node -> !node.equals(pool.ownership().target()))
                .toList();
    }

    static boolean owns(Round round, PoolName pool, NodeName node) {
        return round.ledger()
                .findPool(pool)
                .filter(p -> p.ownership().target().equals(node))
                .isPresent();
    }
}
