package io.zsan.testkit.sim.schedule;

import io.zsan.decide.DisconnectMode;
import io.zsan.decide.Policy;
import io.zsan.testkit.sim.Streams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws the fleet, the pools and the policy of a simulation. */
final class Draw {
    private final SplittableRandom random;

    Draw(SplittableRandom random) {
        this.random = random;
    }

    /** A small fleet with a pool or two: where most that can go wrong does so fastest. */
    Setup small() {
        int storageNodes = 4 + random.nextInt(3);
        int disks = 1 + random.nextInt(2);
        int databaseNodes = 2 + random.nextInt(2);
        List<PoolSetup> pools = new ArrayList<>();
        int spare = storageNodes * disks;
        int wanted = chance(70) ? 1 : 2;
        for (int i = 1; i <= wanted; i++) {
            PoolSetup pool = pool("p" + i, storageNodes, spare);
            int luns = pool.width() * (pool.mirrors() + (pool.log() ? 1 : 0));
            if (luns <= spare) {
                pools.add(pool);
                spare -= luns;
            }
        }
        return setup(storageNodes, disks, databaseNodes, pools, chance(60) ? 1 : 2);
    }

    private PoolSetup pool(String name, int storageNodes, int luns) {
        int width = chance(70) ? 3 : chance(50) ? 2 : Math.min(4, storageNodes);
        int mirrors = luns >= 2 * width + 1 && chance(30) ? 2 : 1;
        boolean log = luns >= (mirrors + 1) * width + 1 && chance(25);
        return new PoolSetup(name, mirrors, width, log);
    }

    /** A small fleet of unlike hardware, and a policy off the beaten track. */
    Setup rough() {
        Setup plain = small();
        Hardware hardware = new Hardware(chance(50) ? 0 : 2 + random.nextInt(3), 1 + random.nextInt(3), chance(30));
        Policy policy = Policy.builder(plain.policy())
                .softPlacement(chance(60))
                .resilversPerStorageNode(1 + random.nextInt(2))
                .brake(chance(50) ? plain.policy().brake() : 0.5)
                .build();
        int disks = plain.disks() + (chance(50) ? 1 : 0);
        return plain.on(disks, hardware, policy).impatient(chance(50));
    }

    /** Many storage nodes and many pools at once. */
    Setup wide() {
        int storageNodes = 8 + random.nextInt(13);
        int disks = 2 + random.nextInt(2);
        int databaseNodes = 3 + random.nextInt(3);
        List<PoolSetup> pools = new ArrayList<>();
        int spare = storageNodes * disks - 4;
        int wanted = 3 + random.nextInt(8);
        for (int i = 1; i <= wanted; i++) {
            PoolSetup pool = pool("p" + i, storageNodes, Math.min(spare, 9));
            int luns = pool.width() * (pool.mirrors() + (pool.log() ? 1 : 0));
            if (luns <= spare) {
                pools.add(pool);
                spare -= luns;
            }
        }
        return setup(storageNodes, disks, databaseNodes, pools, 1 + random.nextInt(2));
    }

    private Setup setup(int storageNodes, int disks, int databaseNodes, List<PoolSetup> pools, int controllers) {
        Policy policy = Policy.builder()
                .disconnectMode(chance(75) ? DisconnectMode.FREEZE : DisconnectMode.FAIL)
                .minInSync(chance(85) ? 1 : 2)
                .build();
        return new Setup(
                storageNodes,
                disks,
                databaseNodes,
                pools,
                controllers,
                policy,
                Streams.between(random, Duration.ofSeconds(1), Duration.ofSeconds(3)),
                Streams.between(random, Duration.ofSeconds(5), Duration.ofSeconds(25)),
                Streams.between(random, Duration.ofSeconds(5), Duration.ofSeconds(40)),
                Streams.between(random, Duration.ofSeconds(2), Duration.ofSeconds(45)),
                Duration.ZERO,
                Hardware.alike(),
                false);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
