package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.Round;
import io.zsan.decide.Policy;
import io.zsan.error.ZsanException;
import io.zsan.lab.host.DatabaseHost;
import io.zsan.lab.host.StorageHost;
import io.zsan.lab.process.LabProcess;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Targets, exporters and ZFS daemons are stopped, continued and killed at random, with a writer running: nothing that was
 * acknowledged is lost. {@code -Dzsan.lab.faults} says how many (default 40), {@code -Dzsan.lab.seed} which.
 */
class RandomFaultsTest extends OnLab {
    private static final int FAULTS = Integer.getInteger("zsan.lab.faults", 40);
    private static final long SEED = Long.getLong("zsan.lab.seed", 20261122);

    private final Random random = new Random(SEED);
    private final Map<String, Integer> done = new TreeMap<>();
    private NodeName owner = D1;

    @Override
    Policy policy() {
        return Policy.builder(super.policy())
                .dropAfter(Duration.ofMillis(700))
                .holdDown(Duration.ofMillis(100))
                .brake(0.5)
                .build();
    }

    @Test
    void losesNothingThatWasAcknowledged() {
        withPool(Lab.builder().storageNodes(4).disks(2));
        write();
        for (int i = 1; i <= FAULTS; i++) {
            event("fault " + i + " of seed " + SEED);
            fault();
            if (i % 20 == 0) {
                check();
            }
        }
        calm();
        check();
        assertThat(scrub(owner.text())).contains("with 0 errors").contains("No known data errors");
        say(FAULTS + " faults of seed " + SEED + " " + done + ": " + journal().acknowledged()
                + " records acknowledged, none lost, longest stall "
                + seconds(journal().longestStall()));
    }

    private void fault() {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> {
                StorageHost node = storageNode();
                brief("target stopped", node.daemon());
            }
            case 5, 6, 7, 8 -> {
                LunRef leg = inSync().get(random.nextInt(inSync().size()));
                host().exporter(target(leg)).ifPresent(exporter -> brief("exporter stopped", exporter));
            }
            case 9, 10, 11 -> brief("zfs-fuse stopped", host().daemon());
            case 12, 13 -> {
                calm();
                count("target killed");
                StorageHost node = storageNode();
                node.daemon().kill();
                work(millis(0, 1500));
                node.boot();
            }
            case 14 -> {
                calm();
                LunRef leg = inSync().get(random.nextInt(inSync().size()));
                count("exporter killed");
                host().exporter(target(leg)).ifPresent(LabProcess::kill);
                work(millis(0, 1000));
            }
            default -> {
                calm();
                count("owner killed");
                takeOver();
            }
        }
    }

    /** Stops a process for a while: shorter than a leg is waited for, or longer. */
    private void brief(String what, LabProcess process) {
        count(what);
        process.stop();
        work(random.nextInt(4) == 0 ? millis(800, 1800) : millis(20, 400));
        process.resume();
        work(millis(20, 200));
    }

    private void takeOver() {
        NodeName old = owner;
        host().powerOff();
        owner = old.equals(D1) ? D2 : D1;
        san().failover(POOL, owner, PATIENCE);
        assertThat(journal().lost(host())).isEmpty();
        write();
        lab().database(old).reboot();
    }

    /** Until enough legs are current that one may be killed without a person being needed (R5). */
    private void calm() {
        san().await(
                        "the pool to be whole and written to",
                        PATIENCE,
                        r -> r.ledger().pool(POOL).isWhole() && r.serves(POOL, owner) && inSync().size() == 3);
        acknowledgedMore(1);
    }

    private void check() {
        acknowledgedMore(1);
        assertThat(journal().lost(host())).isEmpty();
    }

    private void write() {
        journal().start(host(), Duration.ofMillis(10));
        acknowledgedMore(1);
    }

    private DatabaseHost host() {
        return lab().database(owner);
    }

    private StorageHost storageNode() {
        List<StorageHost> all = lab().fleet().storageNodes().stream()
                .map(n -> lab().storage(n.name()))
                .toList();
        return all.get(random.nextInt(all.size()));
    }

    private Duration millis(int from, int to) {
        return Duration.ofMillis(from + random.nextInt(to - from));
    }

    /** Lets the service work for a time. */
    private void work(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        do {
            try {
                Round unused = san().step();
            } catch (ZsanException inTheNextRound) {
                event(String.valueOf(inTheNextRound.getMessage()));
            }
            pause(Duration.ofMillis(20));
        } while (System.nanoTime() < end);
    }

    private void count(String what) {
        event(what);
        done.merge(what, 1, Integer::sum);
    }
}
