package io.zsan.lab;

import io.zsan.San;
import io.zsan.act.PoolHooks;
import io.zsan.decide.Policy;
import io.zsan.decide.PoolSpec;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.lab.LabExtension.LabTest;
import io.zsan.lab.writer.Journal;
import io.zsan.ledger.FileLedger;
import io.zsan.ledger.Leg;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What the tests on the lab share: one lab for each test, a service on it, and a pool with a writer. */
@LabTest
abstract class OnLab implements HasLab {
    static final PoolName POOL = new PoolName("pgdata");
    static final NodeName D1 = new NodeName("d1");
    static final NodeName D2 = new NodeName("d2");
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private Lab lab;
    private San san;
    private Journal journal;
    private Scribe scribe;

    final Lab lab() {
        return lab;
    }

    final San san() {
        return san;
    }

    final Journal journal() {
        return journal;
    }

    final Scribe scribe() {
        return scribe;
    }

    final Lab up(Lab.Builder builder) {
        lab = builder.up();
        journal = new Journal(POOL.text(), lab.directory());
        scribe = new Scribe(lab.timeline());
        return lab;
    }

    /** A lab with a service that has enrolled all disks, and the pool on d1. */
    final void withPool(Lab.Builder builder) {
        up(builder);
        service();
        san.await("all storage nodes to be ready", PATIENCE, r -> san.enrol().isEmpty());
        san.createPool(PoolSpec.of(POOL, D1), PATIENCE);
        event("pool " + POOL + " is created");
    }

    /** A fresh service on the same ledger, as after a crash of the one before. */
    final void service() {
        if (san != null) {
            san.close();
        }
        san = San.builder(lab.fleet())
                .ledger(FileLedger.open(lab.directory().resolve("ledger")))
                .nodes(lab.gateway())
                .policy(policy())
                .hooks(PoolHooks.none())
                .listener(scribe)
                .interval(Duration.ofMillis(200))
                .patience(Duration.ofSeconds(5))
                .build();
    }

    Policy policy() {
        return Policy.builder()
                .dropAfter(Duration.ofMillis(1500))
                .fenceWait(Duration.ofSeconds(2))
                .holdDown(Duration.ofSeconds(1))
                .build();
    }

    final void event(String what) {
        lab.timeline().note("test", what);
    }

    final PoolRecord pool() {
        return san.ledgerState().pool(POOL);
    }

    final List<LunRef> inSync() {
        return pool().legs().stream().filter(Leg::isInSync).map(Leg::lun).toList();
    }

    final LunRef legOn(String storageNode) {
        return pool().legs().stream()
                .map(Leg::lun)
                .filter(l -> l.id().node().text().equals(storageNode))
                .findFirst()
                .orElseThrow();
    }

    final Iqn target(LunRef lun) {
        return lab.fleet().target(lun);
    }

    /** Lets the service work until so many further records of the latest writer are acknowledged. */
    final void acknowledgedMore(int records) {
        int goal = journal.acknowledged() + records;
        san.await(records + " records to be acknowledged", PATIENCE, r -> journal.acknowledged() >= goal);
    }

    /** Waits for something that happens without the service. */
    static void until(String what, Duration timeout, BooleanSupplier condition) {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + timeout + ": " + what);
            }
            pause(Duration.ofMillis(20));
        }
    }

    /** Real time has to pass here: real daemons do not know any other. */
    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Runs a ZFS command on a database node as it is, in the words of zfs-fuse. */
    final CommandResult raw(String node, String... words) {
        return lab.database(node)
                .run(Command.modifying(words[0], List.of(words).subList(1, words.length))
                        .within(Duration.ofSeconds(15)));
    }

    /** Scrubs the pool to the end; its last status. */
    final String scrub(String node) {
        CommandResult begun = raw(node, "/sbin/zpool", "scrub", POOL.text());
        if (!begun.succeeded()) {
            throw new AssertionError("scrub: " + begun.err());
        }
        until(
                "the scrub to end",
                PATIENCE,
                () -> raw(node, "/sbin/zpool", "status").out().contains("scrub completed"));
        return raw(node, "/sbin/zpool", "status").out();
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }

    final void say(String what) {
        System.out.println("  " + what);
        event(what);
    }

    @Override
    public final Optional<Lab> upLab() {
        return Optional.ofNullable(lab);
    }

    final void down() {
        if (san != null) {
            san.close();
            san = null;
        }
        if (lab != null) {
            lab.close();
            lab = null;
        }
    }
}
