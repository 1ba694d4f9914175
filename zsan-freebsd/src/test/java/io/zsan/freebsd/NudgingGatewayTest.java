package io.zsan.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.act.Action;
import io.zsan.act.NodeGateway;
import io.zsan.act.Outcome;
import io.zsan.error.CommandRefused;
import io.zsan.model.BootId;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.DiskReport;
import io.zsan.node.Finding;
import io.zsan.node.SessionReport;
import io.zsan.observe.NodeAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NudgingGatewayTest {
    private static final NodeName D1 = new NodeName("d1");
    private static final Iqn UP = new Iqn("iqn.2026-11.test:up");
    private static final Iqn DOWN = new Iqn("iqn.2026-11.test:down");

    private final List<Runnable> waiting = new ArrayList<>();
    private final List<String> nudged = new ArrayList<>();
    private boolean fails;
    private boolean silent;

    private final NodeGateway gateway = new NudgingGateway(new Nodes(), waiting::add, (node, target) -> {
        nudged.add(node + " " + target);
        if (fails) {
            throw new CommandRefused("no");
        }
    });

    private final class Nodes implements NodeGateway {
        @Override
        public CompletableFuture<NodeAnswer> observe(NodeName node) {
            List<SessionReport> sessions =
                    List.of(new SessionReport(UP, true, "Connected"), new SessionReport(DOWN, false, "Disconnected"));
            return CompletableFuture.completedFuture(
                    silent
                            ? new NodeAnswer.None("silent")
                            : new NodeAnswer.FromDatabase(
                                    new DatabaseNodeReport(node, new BootId("1"), sessions, List.of(), true)));
        }

        @Override
        public CompletableFuture<Outcome> perform(Action action) {
            throw new AssertionError();
        }

        @Override
        public CompletableFuture<List<DiskReport>> disks(NodeName storageNode) {
            throw new AssertionError();
        }

        @Override
        public CompletableFuture<List<Finding>> preflight(NodeName node) {
            throw new AssertionError();
        }
    }

    private void runWaiting() {
        List<Runnable> now = List.copyOf(waiting);
        waiting.clear();
        now.forEach(Runnable::run);
    }

    @Test
    void nudgesWhatIsSeenDownBesideTheObservation() {
        NodeAnswer answer = gateway.observe(D1).join();

        assertThat(answer).isInstanceOf(NodeAnswer.FromDatabase.class);
        assertThat(nudged).isEmpty();
        runWaiting();
        assertThat(nudged).containsExactly("d1 " + DOWN);
    }

    @Test
    void gathersNothingWhereANudgeHangs() {
        for (int i = 0; i < 5; i++) {
            gateway.observe(D1).join();
        }

        assertThat(waiting).hasSize(1);
        runWaiting();
        gateway.observe(D1).join();
        assertThat(waiting).hasSize(1);
    }

    @Test
    void goesOnAfterANudgeThatFailed() {
        fails = true;
        gateway.observe(D1).join();
        runWaiting();
        gateway.observe(D1).join();
        runWaiting();

        assertThat(nudged).hasSize(2);
    }

    @Test
    void leavesANodeAloneThatDoesNotAnswer() {
        silent = true;
        gateway.observe(D1).join();

        assertThat(waiting).isEmpty();
    }
}
