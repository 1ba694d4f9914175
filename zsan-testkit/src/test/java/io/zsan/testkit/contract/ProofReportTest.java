package io.zsan.testkit.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.zsan.model.Fleet;
import io.zsan.model.LunId;
import io.zsan.model.NodeName;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.StorageNodeDriver;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A contract that ran and shows nothing is no green one. */
class ProofReportTest {
    private static EngineExecutionResults run(Class<?> suite) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(suite))
                .execute();
    }

    @Test
    void aSuiteThatProvedNothingFailsAndSaysWhy() {
        EngineExecutionResults results = run(WithoutScratchDisks.class);

        results.testEvents().assertStatistics(stats -> stats.succeeded(0).failed(0));
        results.containerEvents()
                .failed()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                container(WithoutScratchDisks.class.getSimpleName()),
                                finishedWithFailure(
                                        instanceOf(AssertionError.class),
                                        message(m -> m.contains("WithoutScratchDisks proved nothing")
                                                && m.contains("it takes scratch disks on three storage nodes")))));
    }

    /** Fences need a stage for one of their tests; the others are proved without. */
    @Test
    void aSuiteThatProvedSomethingIsGreen() {
        EngineExecutionResults results = run(WithoutStage.class);

        results.testEvents().assertStatistics(stats -> stats.failed(0).aborted(1));
        results.containerEvents().assertStatistics(stats -> stats.failed(0));
    }

    static class WithoutScratchDisks extends FenceContract {
        @Override
        protected Subject subject() {
            return new Restricted(Set.of(), FakeSubject.inProcess().stage());
        }
    }

    static class WithoutStage extends FenceContract {
        @Override
        protected Subject subject() {
            return new Restricted(FakeSubject.inProcess().scratch(), Stage.none());
        }
    }

    /** A subject with fewer disks, and less to stage. */
    private static final class Restricted implements Subject {
        private final FakeSubject fakes = FakeSubject.inProcess();
        private final Set<LunId> scratch;
        private final Stage stage;

        Restricted(Set<LunId> scratch, Stage stage) {
            this.scratch = scratch;
            this.stage = stage;
        }

        @Override
        public Fleet fleet() {
            return fakes.fleet();
        }

        @Override
        public Set<LunId> scratch() {
            return scratch;
        }

        @Override
        public StorageNodeDriver storage(NodeName node) {
            return fakes.storage(node);
        }

        @Override
        public DatabaseNodeDriver database(NodeName node) {
            return fakes.database(node);
        }

        @Override
        public void pass(Duration time) {
            fakes.pass(time);
        }

        @Override
        public Stage stage() {
            return stage;
        }

        @Override
        public Map<NodeName, String> versions() {
            return fakes.versions();
        }

        @Override
        public void close() {
            fakes.close();
        }
    }
}
