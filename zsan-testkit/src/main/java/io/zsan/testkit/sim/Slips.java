package io.zsan.testkit.sim;

import io.zsan.AsyncSan;
import io.zsan.decide.Plan;
import io.zsan.decide.Policy;
import io.zsan.decide.PoolSpec;
import io.zsan.error.InvalidInput;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.Fleet;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.StorageNode;
import io.zsan.testkit.sim.schedule.FleetEdit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What the people of a host application get wrong in writing: each is refused, and nothing comes of it. */
final class Slips {
    private static final PoolName NEW = new PoolName("slip");
    private static final NodeName NOBODY = new NodeName("x9");

    /** More than any disk has. */
    private static final long TOO_LARGE = 1L << 50;

    private final Fleet fleet;
    private final AsyncSan san;
    private final Function<Fleet, AsyncSan> over;
    private final BiConsumer<String, CompletableFuture<?>> ask;

    /**
     * @param over a service with another fleet
     * @param ask asks for something, and waits for its end
     */
    Slips(Fleet fleet, AsyncSan san, Function<Fleet, AsyncSan> over, BiConsumer<String, CompletableFuture<?>> ask) {
        this.fleet = fleet;
        this.san = san;
        this.over = over;
        this.ask = ask;
    }

    /** Asks for one of many things that cannot be. */
    void nonsense(PoolName pool, int which) {
        CompletableFuture<?> answer;
        try {
            answer = wish(pool, which);
        } catch (InvalidInput refused) {
            answer = CompletableFuture.failedFuture(refused);
        }
        ask.accept("nonsense", answer.thenAccept(taken -> {
            throw new IllegalStateException("nonsense " + which + " was taken");
        }));
    }

    private CompletableFuture<?> wish(PoolName pool, int which) {
        NodeName owner = fleet.databaseNodes().get(0).name();
        return switch (which) {
            case 0 -> policy(Policy.builder().dropAfter(Duration.ZERO));
            case 1 -> policy(Policy.builder().holdDown(Duration.ofSeconds(-1)));
            case 2 -> policy(Policy.builder().minInSync(0));
            case 3 -> policy(Policy.builder().minInSync(5));
            case 4 -> policy(Policy.builder().brake(-0.1));
            case 5 -> policy(Policy.builder().brake(1.1));
            case 6 -> policy(Policy.builder().resilversPerStorageNode(0));
            case 7 -> create(new PoolSpec(NEW, owner, 0, 3, Disk.SMALLEST));
            case 8 -> create(new PoolSpec(NEW, owner, 1, 1, Disk.SMALLEST));
            case 9 -> create(new PoolSpec(NEW, owner, 1, 5, Disk.SMALLEST));
            case 10 -> create(new PoolSpec(NEW, owner, 1, 3, Disk.SMALLEST - 1));
            case 11 -> create(new PoolSpec(NEW, owner, 1, 3, Disk.SMALLEST, -1, 2, Disk.SMALLEST));
            case 12 -> create(new PoolSpec(NEW, owner, 1, 3, Disk.SMALLEST, 2, 2, Disk.SMALLEST));
            case 13 -> create(new PoolSpec(NEW, owner, 1, 3, TOO_LARGE));
            case 14 -> create(PoolSpec.of(NEW, NOBODY));
            case 15 -> san.failover(NEW, owner, Duration.ZERO);
            case 16 -> san.switchover(pool, NOBODY, Duration.ZERO);
            default -> san.cancelCreate(NEW);
        };
    }

    private static CompletableFuture<Policy> policy(Policy.Builder of) {
        return CompletableFuture.completedFuture(of.build());
    }

    private CompletableFuture<?> create(PoolSpec spec) {
        return san.createPool(spec, Duration.ZERO);
    }

    /** Makes the disks of an edited fleet known, and plans a pool on what it says. Nothing is done from there. */
    void editedFleet(NodeName storage, FleetEdit edit) {
        AsyncSan edited = over.apply(edit(storage, edit));
        NodeName owner = fleet.databaseNodes().get(0).name();
        PoolSpec spec = new PoolSpec(NEW, owner, 1, 2, Disk.SMALLEST);
        ask.accept(
                "edited fleet",
                edited.enrol()
                        .handle((findings, refused) -> refused)
                        .thenCompose(any -> edited.plan(rehearsal -> rehearsal.createPool(spec)))
                        .thenApply(Plan::text));
    }

    private Fleet edit(NodeName name, FleetEdit edit) {
        StorageNode node = fleet.storageNode(name);
        return switch (edit) {
            case SHELF_MOVED -> {
                StorageNode next = fleet.storageNode(next(fleet, name));
                List<Disk> all = new ArrayList<>(next.disks());
                all.addAll(node.disks());
                yield with(with(fleet, node, List.of()), next, all);
            }
            case DISKS_LARGER ->
                with(fleet, node, each(node, d -> new Disk(d.serial(), 2 * d.sizeBytes(), d.sectorBytes())));
            case SECTORS_OTHER ->
                with(fleet, node, each(node, d -> new Disk(d.serial(), d.sizeBytes(), 4608 - d.sectorBytes())));
            case DISK_NOWHERE -> {
                List<Disk> all = new ArrayList<>(node.disks());
                all.add(new Disk(new DiskSerial("NOWHERE"), Disk.SMALLEST, 512));
                yield with(fleet, node, all);
            }
            case STORAGE_NODE_GONE ->
                new Fleet(
                        fleet.targetBase(),
                        fleet.storageNodes().stream()
                                .filter(n -> !n.equals(node))
                                .toList(),
                        fleet.databaseNodes());
            case DATABASE_NODE_GONE ->
                new Fleet(
                        fleet.targetBase(),
                        fleet.storageNodes(),
                        fleet.databaseNodes().subList(1, fleet.databaseNodes().size()));
        };
    }

    private static List<Disk> each(StorageNode node, UnaryOperator<Disk> change) {
        return node.disks().stream().map(change).toList();
    }

    private static Fleet with(Fleet fleet, StorageNode node, List<Disk> disks) {
        StorageNode other = new StorageNode(node.name(), node.domain(), node.portal(), disks);
        return new Fleet(
                fleet.targetBase(),
                fleet.storageNodes().stream()
                        .map(n -> n.name().equals(node.name()) ? other : n)
                        .toList(),
                fleet.databaseNodes());
    }

    /** The storage node that stands beside another one. */
    static NodeName next(Fleet fleet, NodeName storage) {
        List<StorageNode> all = fleet.storageNodes();
        int at = all.indexOf(fleet.storageNode(storage));
        return all.get((at + 1) % all.size()).name();
    }
}
