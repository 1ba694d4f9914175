package io.zsan.testkit.contract;

import com.google.common.collect.ImmutableList;
import io.zsan.error.ZsanException;
import io.zsan.model.BootId;
import io.zsan.model.Disk;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.Portal;
import io.zsan.model.StorageNode;
import io.zsan.node.DatabaseNodeDriver;
import io.zsan.node.ExportReport;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeDriver;
import io.zsan.node.Token;
import io.zsan.proof.FenceProof;
import io.zsan.proof.ImportOrder;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.WipeProof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What one test works on: three LUNs on three storage nodes, one to spare, two database nodes, all clean. */
final class Bench {
    static final PoolName POOL = ScratchGuard.POOL;
    static final Epoch FIRST = Epoch.FIRST;
    static final Epoch NEXT = new Epoch(2);

    /** Initiators retry every minute by default. */
    static final Duration LOGIN = Duration.ofSeconds(90);

    static final Duration LOSS = Duration.ofSeconds(60);
    static final Duration BOOT = Duration.ofMinutes(15);
    static final Duration RESILVER = Duration.ofMinutes(60);

    private static final Duration STEP = Duration.ofMillis(500);
    private static final int LEGS = 3;

    final Orders orders = new Orders(POOL);
    final NodeName d1;
    final NodeName d2;

    private final Subject subject;
    private final ScratchGuard guard;
    private final List<LunId> disks;
    private final Map<LunId, LunIdentity> luns = new TreeMap<>();

    /** Chooses the disks, and clears what an earlier test has left behind, however it ended. */
    Bench(Subject subject) {
        this.subject = subject;
        this.guard = new ScratchGuard(subject.fleet(), subject.scratch());
        this.disks = choose(subject);
        if (subject.fleet().databaseNodes().size() < 2) {
            Assumptions.abort("Not proved: it takes two database nodes.");
        }
        this.d1 = subject.fleet().databaseNodes().get(0).name();
        this.d2 = subject.fleet().databaseNodes().get(1).name();
        storageNodes().forEach(node -> storage(node).prepare());
        clearDatabaseNodes();
    }

    /** The first scratch disk of three nodes, then another one to spare; of a fourth node where there is one. */
    private static List<LunId> choose(Subject subject) {
        List<LunId> first = new ArrayList<>();
        List<LunId> more = new ArrayList<>();
        for (StorageNode node : subject.fleet().storageNodes()) {
            List<LunId> scratch = node.disks().stream()
                    .map(disk -> new LunId(node.name(), disk.serial()))
                    .filter(subject.scratch()::contains)
                    .toList();
            if (!scratch.isEmpty()) {
                first.add(scratch.get(0));
                more.addAll(scratch.subList(1, scratch.size()));
            }
        }
        List<LunId> all = new ArrayList<>(first);
        all.addAll(more);
        if (first.size() < LEGS || all.size() <= LEGS) {
            Assumptions.abort("Not proved: it takes scratch disks on three storage nodes, and one more; there are "
                    + subject.scratch() + ".");
        }
        return ImmutableList.copyOf(all.subList(0, LEGS + 1));
    }

    /** Ends the test as not proved where its subject cannot stage something. */
    void needs(Stage.Capability capability) {
        if (!subject.stage().can().contains(capability)) {
            Assumptions.abort("Not proved: it takes " + capability.what() + ", which cannot be staged here.");
        }
    }

    Stage stage() {
        return subject.stage();
    }

    // --- nodes ---

    List<NodeName> storageNodes() {
        return disks.stream().map(LunId::node).distinct().toList();
    }

    StorageNodeDriver storage(NodeName node) {
        return new ScratchStorage(subject.storage(node), guard);
    }

    /** The node of a LUN. */
    StorageNodeDriver at(LunRef lun) {
        return storage(lun.id().node());
    }

    DatabaseNodeDriver database(NodeName node) {
        return new ScratchDatabase(subject.database(node), guard);
    }

    Iqn initiator(NodeName database) {
        return subject.fleet().databaseNode(database).initiator();
    }

    Portal portal(LunRef lun) {
        return subject.fleet().storageNode(lun.id().node()).portal();
    }

    Iqn target(LunRef lun) {
        return subject.fleet().target(lun);
    }

    BootId boot(LunRef lun) {
        return at(lun).observe()
                .boot()
                .orElseThrow(() -> new AssertionError(lun.id().node() + " is not prepared"));
    }

    // --- LUNs ---

    /** One of the legs, 0 to 2: blank, exported to nobody, in a generation that its node has not seen. */
    LunRef leg(int number) {
        return identity(disks.get(number)).lun();
    }

    List<LunRef> legs() {
        return ImmutableList.of(leg(0), leg(1), leg(2));
    }

    LunRef spare() {
        return identity(disks.get(LEGS)).lun();
    }

    LunRef noSuchDisk(LunRef beside) {
        LunId id = new LunId(beside.id().node(), ScratchGuard.NO_SUCH_DISK);
        Optional<Token> token =
                Optional.ofNullable(at(beside).observe().tokens().get(id));
        return new LunRef(id, token.map(Token::generation).orElse(Generation.FIRST));
    }

    LunIdentity identity(LunRef lun) {
        return identity(lun, disk(lun.id()).sizeBytes(), disk(lun.id()).sectorBytes());
    }

    List<LunIdentity> identities(List<LunRef> refs) {
        return refs.stream().map(this::identity).toList();
    }

    static LunIdentity identity(LunRef lun, long size, int sector) {
        return new LunIdentity(lun, size, sector);
    }

    private LunIdentity identity(LunId id) {
        return luns.computeIfAbsent(id, this::fresh);
    }

    private LunIdentity fresh(LunId id) {
        Optional<Token> token =
                Optional.ofNullable(storage(id.node()).observe().tokens().get(id));
        if (token.isEmpty() && blank(id)) {
            return identity(new LunRef(id, Generation.FIRST));
        }
        LunIdentity old = identity(new LunRef(id, token.map(Token::generation).orElse(Generation.FIRST)));
        FenceProof sealed = FenceProof.of(at(old.lun()).seal(old.lun()));
        WipeProof wiped = WipeProof.of(at(sealed.lun()).wipe(Orders.wipe(old)));
        return identity(new LunRef(id, wiped.lun().generation().next()));
    }

    /** Whether a scratch disk is blank, as its node says. */
    boolean blank(LunId id) {
        return storage(id.node()).disks().stream()
                .anyMatch(disk -> disk.serial().equals(id.disk()) && disk.blank());
    }

    private Disk disk(LunId id) {
        return subject.fleet().storageNode(id.node()).disks().stream()
                .filter(disk -> disk.serial().equals(id.disk()))
                .findFirst()
                .orElse(new Disk(ScratchGuard.NO_SUCH_DISK, Disk.SMALLEST, 512));
    }

    ExportReport export(LunRef lun) {
        return at(lun).observe().export(lun.id()).orElseThrow(() -> new AssertionError(lun + " is not exported"));
    }

    /** Whether this generation of a LUN is exported. */
    boolean exported(LunRef lun) {
        return at(lun).observe()
                .export(lun.id())
                .filter(e -> e.lun().equals(lun))
                .isPresent();
    }

    Optional<Token> token(LunRef lun) {
        return Optional.ofNullable(at(lun).observe().tokens().get(lun.id()));
    }

    // --- sessions ---

    void grant(LunRef lun, Epoch epoch, NodeName database) {
        at(lun).grant(identity(lun), epoch, initiator(database), boot(lun));
    }

    void login(NodeName database, Epoch epoch, LunRef lun) {
        database(database).login(target(lun), epoch, portal(lun));
    }

    void logout(NodeName database, LunRef lun) {
        database(database).logout(target(lun));
    }

    /** Grants LUNs to a database node and waits for its sessions. */
    void connect(NodeName database, Epoch epoch, List<LunRef> refs) {
        for (LunRef lun : refs) {
            grant(lun, epoch, database);
            login(database, epoch, lun);
        }
        until(database + " is connected to " + refs, LOGIN, () -> refs.stream().allMatch(l -> connected(database, l)));
    }

    boolean connected(NodeName database, LunRef lun) {
        return session(database, lun).filter(SessionReport::connected).isPresent();
    }

    Optional<SessionReport> session(NodeName database, LunRef lun) {
        return database(database).observe().session(target(lun));
    }

    void fence(List<LunRef> refs, Epoch epoch) {
        refs.forEach(lun -> FenceProof.of(at(lun).fence(lun, epoch)));
    }

    // --- pools ---

    /** A pool of one mirror on the three legs, on the first database node, in the first epoch. */
    PoolReport pool() {
        connect(d1, FIRST, legs());
        database(d1).create(orders.create(FIRST, d1, identities(legs())));
        return poolAt(d1);
    }

    PoolReport poolAt(NodeName database) {
        return database(database)
                .observe()
                .pool(POOL)
                .orElseThrow(() -> new AssertionError("the pool is not on " + database));
    }

    boolean hasPool(NodeName database) {
        return database(database).observe().pool(POOL).isPresent();
    }

    /** The leg on a LUN. */
    static LegReport leg(PoolReport pool, LunRef lun) {
        return pool.legs().stream()
                .filter(leg -> leg.serial().equals(Optional.of(lun.exportedSerial())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the pool has no leg on " + lun + ": " + pool));
    }

    Guid guid(LunRef lun) {
        return leg(poolAt(d1), lun).guid();
    }

    Orders.Current current(PoolReport pool, LunRef lun) {
        return new Orders.Current(identity(lun), leg(pool, lun).guid());
    }

    /** An order to take the pool over to the second database node, from these legs. */
    ImportOrder takeover(PoolReport pool, Epoch epoch, List<LunRef> refs) {
        return orders.importing(
                pool.guid(),
                epoch,
                d1,
                d2,
                refs.stream().map(lun -> current(pool, lun)).toList());
    }

    // --- time ---

    void pass(Duration time) {
        subject.pass(time);
    }

    void until(String what, Duration limit, BooleanSupplier condition) {
        for (long left = limit.toMillis(); left > 0; left -= STEP.toMillis()) {
            if (condition.getAsBoolean()) {
                return;
            }
            subject.pass(STEP);
        }
        Assertions.fail("it is not so within " + limit.toSeconds() + " s that " + what);
    }

    /** Waits for the next boot of a node that was restarted. */
    void untilBooted(String node, BooleanSupplier again) {
        until(node + " has booted", BOOT, () -> {
            try {
                return again.getAsBoolean();
            } catch (ZsanException notYet) {
                return false;
            }
        });
    }

    /** Restarts a database node through its driver, which cannot know whether it worked. */
    void restart(NodeName database) {
        BootId before = database(database).observe().boot();
        try {
            database(database).reboot();
        } catch (ZsanException expected) {
            if (expected.outcomeKnown()) {
                throw expected;
            }
        }
        untilBooted(database.text(), () -> !database(database).observe().boot().equals(before));
    }

    // --- clearing ---

    /** Wakes what the test has silenced, and takes pool and sessions away. */
    void clear() {
        if (stage().can().contains(Stage.Capability.SILENCE)) {
            storageNodes().forEach(stage()::wake);
        }
        clearDatabaseNodes();
    }

    private void clearDatabaseNodes() {
        for (NodeName node : List.of(d1, d2)) {
            if (!database(node).observe().poolsKnown() || hasPool(node) && !exported(node)) {
                needsRestart(node);
                restart(node);
            }
            List<SessionReport> sessions = database(node).observe().sessions();
            for (SessionReport session : sessions) {
                if (disks.stream().anyMatch(id -> guard.ofDisk(id, session.target()))) {
                    database(node).logout(session.target());
                }
            }
        }
    }

    private void needsRestart(NodeName node) {
        if (!stage().can().contains(Stage.Capability.RESTART_DATABASE)) {
            Assertions.fail(node + " still has pool " + POOL + " and cannot be restarted from here; restart it");
        }
    }

    private boolean exported(NodeName node) {
        try {
            PoolReport pool = poolAt(node);
            for (LunId id : disks) {
                Optional<Token> token = Optional.ofNullable(
                        storage(id.node()).observe().tokens().get(id));
                LunRef lun = new LunRef(id, token.map(Token::generation).orElse(Generation.FIRST));
                boolean leg = pool.legs().stream().anyMatch(l -> l.serial().equals(Optional.of(lun.exportedSerial())));
                if (leg && connected(node, lun)) {
                    Epoch epoch = pool.stamp().orElse(FIRST);
                    return database(node)
                            .export(POOL, epoch, identity(lun))
                            .pool()
                            .equals(POOL);
                }
            }
            return false;
        } catch (ZsanException notExported) {
            return false;
        }
    }
}
