package io.zsan.paper;

import io.zsan.San;
import io.zsan.act.Action;
import io.zsan.decide.Policy;
import io.zsan.decide.PoolSpec;
import io.zsan.error.ZsanException;
import io.zsan.ledger.CommitResult;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.Fleet;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.paper.PaperFleet.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A random walk: a valid beginning, then faults, requests and rounds as chance has it. All of it follows from one seed.
 */
public final class Walk {
    public static final PoolName Q = new PoolName("q");

    private final Random random;

    /** In a walk that must be survived: the one storage node that has faults until all is whole again. */
    private Optional<NodeName> onlyOne = Optional.empty();

    private boolean survivable;
    private final Fleet described;
    public final Lab lab;

    /** What happened, for a failing run. */
    public final List<String> story = new ArrayList<>();

    /**
     * @param storageNodes the first pool takes three legs of them, the second six: two mirrors, or one and a log
     * @param disks disks of each storage node
     */
    public Walk(long seed, int storageNodes, int disks, boolean second) {
        random = new Random(seed);
        described = Fleets.of(storageNodes, disks, 3);
        lab = new Lab(described, Policy.defaults());
        lab.fleet.resilverTicks(1 + random.nextInt(6));
        lab.san().enrol();
        lab.san().createPool(PoolSpec.of(Fleets.P, Fleets.D1), Lab.LONG);
        if (second) {
            boolean log = Math.floorMod(seed, 4) == 0;
            PoolSpec q = log
                    ? new PoolSpec(Q, Fleets.D2, 1, 3, Fleets.SIZE).withLog()
                    : new PoolSpec(Q, Fleets.D2, 2, 3, Fleets.SIZE);
            lab.san().createPool(q, Lab.LONG);
        }
    }

    /** Chaos: anything may happen, to any number of nodes at once. */
    public void anything(int steps) {
        disturb(0.06);
        for (int i = 0; i < steps && lab.violations().isEmpty(); i++) {
            switch (random.nextInt(13)) {
                case 0 -> tell("kill", this::anyNode, lab.fleet::kill);
                case 1, 2 -> tell("revive", this::anyNode, lab.fleet::revive);
                case 3 -> tell("reboot", this::anyNode, lab.fleet::reboot);
                default -> mild();
            }
            rounds();
        }
    }

    /**
     * Faults that zsan must survive without a person: any of the database nodes and of the controller, and those of one
     * storage node at a time, until all is whole again. A second one may leave too few current legs (R5), rightly.
     */
    public void survivable(int steps) {
        survivable = true;
        disturb(0.06);
        for (int i = 0; i < steps && lab.violations().isEmpty(); i++) {
            if (random.nextInt(6) == 0 && healthy()) {
                NodeName node = storageNode();
                story.add((random.nextBoolean() ? "kill " : "reboot ") + node);
                if (story.get(story.size() - 1).startsWith("kill")) {
                    lab.fleet.kill(node);
                } else {
                    lab.fleet.reboot(node);
                }
            } else if (random.nextInt(6) == 0) {
                tell("kill", this::databaseNode, lab.fleet::kill);
            } else if (random.nextInt(4) == 0) {
                described.storageNodes().forEach(n -> lab.fleet.revive(n.name()));
                described.databaseNodes().forEach(n -> lab.fleet.revive(n.name()));
            } else {
                mild();
            }
            rounds();
        }
    }

    private boolean healthy() {
        boolean owned = lab.state().pools().stream()
                .allMatch(p -> p.ownership() instanceof Ownership.Owned o && lab.fleet.writable(o.target(), p.name()));
        return lab.whole() && owned;
    }

    private void mild() {
        switch (random.nextInt(12)) {
            case 0 -> tell("silence", this::anyNode, lab.fleet::silence);
            case 1, 2 -> tell("speak", this::anyNode, lab.fleet::speak);
            case 3 -> {
                NodeName d = databaseNode();
                NodeName s = storageNode();
                story.add("cut " + d + " " + s);
                lab.fleet.cut(d, s);
            }
            case 4, 5 ->
                described
                        .databaseNodes()
                        .forEach(d -> described.storageNodes().forEach(s -> lab.fleet.mend(d.name(), s.name())));
            case 6, 7 -> request("failover", san -> san.failover(pool(), databaseNode(), Duration.ZERO));
            case 8 -> request("switchover", san -> san.switchover(pool(), databaseNode(), Duration.ZERO));
            case 9 -> request("recycle", san -> san.recycle(databaseNode(), Duration.ZERO));
            case 10 -> {
                story.add("restart");
                lab.restart();
            }
            default -> diskError();
        }
    }

    /** ZFS drops a leg because of errors; only while others are there, and seen at once (k in R5 is for what is not). */
    private void diskError() {
        PoolRecord pool = lab.state().pool(pool());
        if (pool.ownership() instanceof Ownership.Owned o && lab.fleet.answers(o.target()) && healthy()) {
            LunRef lun = pool.legs().get(random.nextInt(pool.legs().size())).lun();
            story.add("disk error " + lun);
            lab.fleet.fault(o.target(), lun);
            request("it is seen", san -> lab.rounds(1));
        }
    }

    private interface Asked {
        void of(San san);
    }

    private void request(String what, Asked asked) {
        try {
            story.add(what);
            asked.of(lab.san());
        } catch (ZsanException refusedOrUnderWay) {
            story.add("  " + refusedOrUnderWay.getMessage());
            if (String.valueOf(refusedOrUnderWay.getMessage()).contains("ProcessDied")) {
                lab.restart();
            }
        }
    }

    private void rounds() {
        int count = random.nextInt(4) == 0 ? 20 : random.nextInt(4);
        request("rounds " + count, san -> lab.rounds(count));
    }

    private void disturb(double share) {
        lab.fleet.fates(action -> random.nextDouble() > share ? Fate.DONE : fate(action));
        lab.ledger.fates(() -> switch (random.nextInt(40)) {
            case 0 -> CommitResult.UNKNOWN;
            case 1 -> CommitResult.CONFLICT;
            default -> CommitResult.COMMITTED;
        });
    }

    private Fate fate(Action action) {
        Fate[] all = Fate.values();
        return all[random.nextInt(all.length)];
    }

    /** All faults end, and an operator does what the notes say until nothing is left to do. */
    public void recover() {
        story.add("heal");
        lab.fleet.heal();
        lab.ledger.fates(() -> CommitResult.COMMITTED);
        // A storage node that came and went is held down for ten minutes at most (R13).
        for (int i = 0; i < 40 && !settled(); i++) {
            lab.rounds(30);
            described.databaseNodes().forEach(d -> operate(d.name()));
        }
        lab.rounds(30);
    }

    public boolean settled() {
        return healthy() && lab.allFree();
    }

    private void operate(NodeName node) {
        for (PoolRecord pool : lab.state().pools()) {
            boolean served = pool.ownership() instanceof Ownership.Owned o
                    && lab.fleet.pool(o.target(), pool.name()).isPresent();
            if (!served && !(pool.ownership() instanceof Ownership.Creating)) {
                request(
                        "operator: failover " + pool.name() + " " + node,
                        san -> san.failover(pool.name(), node, Duration.ofSeconds(60)));
            }
            vouch(lab.state().pool(pool.name()));
            boolean zombie = lab.fleet.pool(node, pool.name()).isPresent()
                    && !(pool.ownership().target().equals(node) && pool.ownership() instanceof Ownership.Owned);
            if (zombie || !served) {
                request("operator: recycle " + node, san -> san.recycle(node, Duration.ofSeconds(60)));
            }
        }
    }

    /**
     * R5: nobody knows any more whether a fresh leg took writes alone while it was being filled. A person says that it did
     * not, and the paper fleet still looks whether that is true.
     */
    private void vouch(PoolRecord pool) {
        boolean filling = pool.legs().stream().anyMatch(l -> l.state() == LegState.SYNCING);
        if (!(pool.ownership() instanceof Ownership.TakingOver) || !filling) {
            return;
        }
        List<LunRef> current =
                pool.legs().stream().filter(Leg::isInSync).map(Leg::lun).toList();
        request("operator: accept " + current, san -> {
            san.accept(new DataLossAcceptance(pool.name(), pool.epoch(), current));
            lab.rounds(30);
        });
    }

    private interface Chosen {
        NodeName name();
    }

    private interface Deed {
        void to(NodeName node);
    }

    private void tell(String what, Chosen chosen, Deed deed) {
        NodeName node = chosen.name();
        story.add(what + " " + node);
        deed.to(node);
    }

    private NodeName anyNode() {
        return random.nextBoolean() ? storageNode() : databaseNode();
    }

    private NodeName storageNode() {
        if (!survivable) {
            return anyStorageNode();
        }
        if (onlyOne.isEmpty() || (healthy() && lab.fleet.storageUndisturbed())) {
            onlyOne = Optional.of(anyStorageNode());
        }
        return onlyOne.get();
    }

    private NodeName anyStorageNode() {
        return described
                .storageNodes()
                .get(random.nextInt(described.storageNodes().size()))
                .name();
    }

    private NodeName databaseNode() {
        return described
                .databaseNodes()
                .get(random.nextInt(described.databaseNodes().size()))
                .name();
    }

    private PoolName pool() {
        List<PoolRecord> pools = lab.state().pools();
        return pools.get(random.nextInt(pools.size())).name();
    }
}
