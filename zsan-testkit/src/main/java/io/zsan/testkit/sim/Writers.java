package io.zsan.testkit.sim;

import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.testkit.world.DatabaseHost;
import io.zsan.testkit.world.KernelOp;
import io.zsan.testkit.world.Pool;
import io.zsan.testkit.world.World;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The databases: on each node where the host application has started one, a process that appends records to the pool's
 * journal and makes each durable before the next. It knows nothing of fences, and goes on as long as its node and its pool
 * do: a zombie's writes as well.
 */
final class Writers {
    private static final Duration SHORTEST = Duration.ofMillis(150);
    private static final Duration LONGEST = Duration.ofMillis(1500);

    private final World world;
    private final SplittableRandom random;
    private final TreeMap<String, Writer> writers = new TreeMap<>();

    Writers(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    /** Starts a database, unless it runs. */
    void start(String pool, NodeName node) {
        DatabaseHost host = world.database(node);
        Optional<Pool> there = host.pool(pool);
        Writer running = writers.get(pool + " " + node);
        if (there.isPresent() && (running == null || running.pool != there.get())) {
            Writer writer = new Writer(host, there.get());
            writers.put(pool + " " + node, writer);
            writer.next();
        }
    }

    /** Whether a database runs. */
    boolean run(PoolName pool, NodeName node) {
        Writer writer = writers.get(pool + " " + node);
        return writer != null && writer.runs();
    }

    /** Stops a database. */
    void stop(String pool, NodeName node) {
        writers.remove(pool + " " + node);
    }

    private final class Writer {
        private final DatabaseHost host;
        private final Pool pool;
        private final String file;
        private Optional<KernelOp> flush = Optional.empty();

        Writer(DatabaseHost host, Pool pool) {
            this.host = host;
            this.pool = pool;
            this.file = "/" + pool.name() + "/journal";
        }

        private boolean runs() {
            return writers.get(pool.name() + " " + host.name()) == this
                    && host.pool(pool.name()).filter(p -> p == pool).isPresent();
        }

        void next() {
            world.schedule(Streams.between(random, SHORTEST, LONGEST), () -> {
                if (!runs()) {
                    return;
                }
                if (host.responsive() && flush.map(KernelOp::done).orElse(true)) {
                    pool.files().append(file, "r");
                    flush = Optional.of(pool.files().flush(file));
                }
                next();
            });
        }
    }
}
