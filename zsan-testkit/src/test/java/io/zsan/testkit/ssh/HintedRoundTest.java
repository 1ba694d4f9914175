package io.zsan.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.Round;
import io.zsan.San;
import io.zsan.freebsd.FreeBsdFleet;
import io.zsan.freebsd.FreeBsdStorageNode;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.SshHost;
import io.zsan.freebsd.fleet.FleetFile;
import io.zsan.ledger.InMemoryLedger;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Epoch;
import io.zsan.model.Fleet;
import io.zsan.model.Generation;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.StorageNode;
import io.zsan.proof.LunIdentity;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.world.Timings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a node's kernel to the round that looks at it: devd, ssh, the typed event, the hint, the loop of a service. */
class HintedRoundTest {
    private static final NodeName D1 = new NodeName("d1");

    /** Long enough that no round begins by itself while the test runs; hinted ones begin after a fifth of it. */
    private static final Duration INTERVAL = Duration.ofSeconds(40);

    /** A node that is slow on a busy machine is not silent. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private record Hint(NodeName node, String why) {}

    @Test
    void aDiskThatAppearsIsLookedAtBeforeTheNextPoll() throws Exception {
        FakeFleet fakes = FakeFleet.builder().timings(Timings.fast()).build();
        LinkedBlockingQueue<Hint> hints = new LinkedBlockingQueue<>();
        try (SshFleet ssh = SshFleet.start(fakes, directory);
                FreeBsdFleet nodes = FreeBsdFleet.connect(file(fakes.fleet(), ssh));
                San san = San.builder(fakes.fleet())
                        .ledger(new InMemoryLedger())
                        .nodes(nodes.gateway())
                        .interval(INTERVAL)
                        .patience(PATIENCE)
                        .build()) {
            Iqn target = export(fakes);
            nodes.watch((node, why) -> {
                hints.add(new Hint(node, why));
                san.hint(node, why);
            });
            for (int i = 0; i < fakes.nodes().size(); i++) {
                until(hints, hint -> hint.why().contains("began"));
            }
            Round before = san.step();
            assertThat(connected(before, target)).isFalse();
            long asked = System.nanoTime();

            login(fakes, target);
            until(hints, hint -> hint.node().equals(D1) && hint.why().contains("DiskCreated"));
            san.awaitDue();

            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(INTERVAL);
            assertThat(connected(san.step(), target)).isTrue();
        }
    }

    private static FleetFile file(Fleet fleet, SshFleet ssh) {
        Map<NodeName, SshHost> hosts = new TreeMap<>();
        ssh.endpoints().forEach(endpoint -> hosts.put(endpoint.node(), endpoint.sshHost()));
        return new FleetFile(fleet, hosts, Map.of(), Optional.empty(), Set.of());
    }

    /** A LUN of s1 that d1 may log in to; the name of its target. */
    private static Iqn export(FakeFleet fakes) {
        StorageNode node = fakes.fleet().storageNodes().get(0);
        DatabaseNode owner = fakes.fleet().databaseNodes().get(0);
        LunRef lun = new LunRef(new LunId(node.name(), node.disks().get(0).serial()), Generation.FIRST);
        FreeBsdStorageNode storage = FreeBsdStorageNode.builder(
                        node,
                        fakes.fleet().targetBase(),
                        fakes.node(node.name()).runner())
                .build();
        storage.prepare();
        storage.grant(
                new LunIdentity(lun, node.disks().get(0).sizeBytes(), 512),
                Epoch.FIRST,
                owner.initiator(),
                storage.observe().boot().orElseThrow());
        return lun.target(fakes.fleet().targetBase());
    }

    /** By an operator, past the service: only the kernel tells of it. */
    private static void login(FakeFleet fakes, Iqn target) throws InterruptedException {
        String portal = fakes.fleet().storageNodes().get(0).portal().text();
        Command login = Command.modifying("/usr/bin/iscsictl", "-A", "-p", portal, "-t", target.text());
        assertThat(fakes.node(D1).runner().run(login).exit()).isZero();
        // The world stands still unless somebody looks at it.
        fakes.pass(Duration.ofSeconds(1));
    }

    private static boolean connected(Round round, Iqn target) {
        return round.observation()
                .databaseNode(D1)
                .orElseThrow()
                .session(target)
                .filter(session -> session.connected())
                .isPresent();
    }

    private static void until(LinkedBlockingQueue<Hint> hints, Predicate<Hint> wanted) throws InterruptedException {
        List<Hint> others = new ArrayList<>();
        while (true) {
            @Nullable Hint hint = hints.poll(60, TimeUnit.SECONDS);
            assertThat(hint).as("the wanted hint, after " + others).isNotNull();
            if (wanted.test(hint)) {
                return;
            }
            others.add(hint);
        }
    }
}
