package io.zsan.decide;

import com.google.common.collect.ImmutableSet;
import io.zsan.ledger.DatabaseNodeRecord;
import io.zsan.ledger.LedgerChange;
import io.zsan.ledger.LedgerRecord;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LegState;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.BootId;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.Disk;
import io.zsan.model.Epoch;
import io.zsan.model.Fleet;
import io.zsan.model.Generation;
import io.zsan.model.Guid;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.StorageNode;
import io.zsan.node.Access;
import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.ExportReport;
import io.zsan.node.LegReport;
import io.zsan.node.MirrorReport;
import io.zsan.node.PoolReport;
import io.zsan.node.ScanReport;
import io.zsan.node.SessionReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.VdevState;
import io.zsan.observe.Bounces;
import io.zsan.observe.History;
import io.zsan.observe.LeafKey;
import io.zsan.observe.Observation;
import io.zsan.observe.Seen;
import io.zsan.observe.SessionKey;
import io.zsan.paper.Fleets;
import io.zsan.proof.FenceProof;
import io.zsan.proof.FenceReadBack;
import io.zsan.proof.Proof;
import io.zsan.proof.ReleaseProof;
import io.zsan.proof.WipeProof;
import io.zsan.proof.WipeReadBack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Arbitrary ledgers and observations of one small fleet, as functions of a {@link Random} alone. They keep to what the
 * types allow, not to what makes sense; few names are drawn from, so that things meet.
 */
final class Wild {
    static final Fleet FLEET = Fleets.of(4, 2, 3);
    private static final List<PoolName> POOLS = List.of(Fleets.P, new PoolName("q"));
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

    private final Random random;

    Wild(Random random) {
        this.random = random;
    }

    LedgerState ledger() {
        List<LedgerRecord> records = new ArrayList<>();
        for (StorageNode node : FLEET.storageNodes()) {
            for (Disk disk : node.disks()) {
                if (random.nextInt(10) > 0) {
                    records.add(lun(new LunId(node.name(), disk.serial())));
                }
            }
        }
        POOLS.stream().filter(p -> random.nextBoolean()).forEach(p -> records.add(pool(p)));
        if (random.nextBoolean()) {
            records.add(new DatabaseNodeRecord(node(), maybe(this::boot)));
        }
        return LedgerState.empty().apply(LedgerChange.of(LedgerState.empty(), records));
    }

    private LunRecord lun(LunId id) {
        LunState state = random.nextInt(3) > 0 ? LunState.IN_POOL : pick(LunState.values());
        Generation generation = random.nextInt(50) == 0 ? new Generation(Generation.MAX) : generation();
        return new LunRecord(
                id,
                generation,
                random.nextInt(4) == 0 ? 2 * Fleets.SIZE : Fleets.SIZE,
                random.nextInt(4) == 0 ? 4096 : 512,
                state,
                state == LunState.IN_POOL ? Optional.of(pick(POOLS)) : Optional.empty(),
                maybe(() -> pick(POOLS)));
    }

    private PoolRecord pool(PoolName name) {
        Epoch epoch = epoch();
        Ownership ownership = ownership(name, epoch);
        return new PoolRecord(
                name,
                ownership instanceof Ownership.Creating || ownership instanceof Ownership.Abandoned
                        ? Optional.empty()
                        : Optional.of(guid()),
                epoch,
                ownership,
                distinct(mirrors()));
    }

    /** One disk is at most one leg of a pool, and no two legs have one GUID. */
    private static List<MirrorRecord> distinct(List<MirrorRecord> mirrors) {
        Set<LunId> seen = new TreeSet<>();
        Set<Guid> guids = new TreeSet<>();
        return mirrors.stream()
                .map(m -> new MirrorRecord(
                        m.role(),
                        m.width(),
                        m.legs().stream()
                                .filter(l -> seen.add(l.lun().id()))
                                .filter(l ->
                                        l.guid().isEmpty() || guids.add(l.guid().get()))
                                .toList()))
                .toList();
    }

    private Ownership ownership(PoolName pool, Epoch epoch) {
        return switch (random.nextInt(7)) {
            case 0 -> new Ownership.Creating(node());
            case 4 -> new Ownership.Abandoned(node());
            case 1 -> new Ownership.Releasing(node(), node());
            case 2 ->
                new Ownership.TakingOver(
                        node(),
                        node(),
                        some(0, 6, this::ref),
                        maybe(() -> Duration.ofSeconds(random.nextInt(60))),
                        maybe(() -> new DataLossAcceptance(
                                pool, random.nextInt(4) > 0 ? epoch : epoch(), some(1, 3, this::ref))));
            case 3 -> new Ownership.Importing(node(), node(), some(0, 8, this::ref), random.nextInt(2));
            default -> new Ownership.Owned(node());
        };
    }

    /** One for data, and perhaps another, or one for a log. */
    private List<MirrorRecord> mirrors() {
        MirrorRecord first = mirror(MirrorRole.DATA);
        return random.nextBoolean() ? List.of(first) : List.of(first, mirror(pick(MirrorRole.values())));
    }

    private MirrorRecord mirror(MirrorRole role) {
        int width = 2 + random.nextInt(2);
        return new MirrorRecord(role, width, some(0, width, this::leg));
    }

    private Leg leg() {
        LegState state = random.nextInt(3) == 0 ? pick(LegState.values()) : LegState.IN_SYNC;
        // A lost leg was in sync once, or was adopted: either way its GUID is known.
        boolean filling = state == LegState.SYNCING || (state == LegState.GIVEN_UP && random.nextBoolean());
        boolean known = (!filling && state != LegState.NEW) || random.nextBoolean();
        return new Leg(
                ref(),
                known ? Optional.of(guid()) : Optional.empty(),
                known ? Optional.of(boot()) : Optional.empty(),
                state,
                filling ? Optional.of(guid()) : Optional.empty(),
                maybe(() -> "scan" + random.nextInt(2)));
    }

    Observation observation() {
        Map<NodeName, Seen<StorageNodeReport>> storage = new TreeMap<>();
        for (StorageNode node : FLEET.storageNodes()) {
            if (random.nextInt(8) > 0) {
                storage.put(
                        node.name(),
                        random.nextInt(5) == 0 ? new Seen.Silent<>(time(), "") : new Seen.Answered<>(report(node)));
            }
        }
        Map<NodeName, Seen<DatabaseNodeReport>> database = new TreeMap<>();
        Map<SessionKey, Duration> down = new TreeMap<>();
        FLEET.databaseNodes().forEach(node -> {
            if (random.nextInt(8) > 0) {
                DatabaseNodeReport report = report(node.name());
                database.put(
                        node.name(),
                        random.nextInt(5) == 0 ? new Seen.Silent<>(time(), "") : new Seen.Answered<>(report));
                report.sessions().stream()
                        .filter(s -> !s.connected())
                        .forEach(s -> down.put(new SessionKey(node.name(), s.target()), time()));
            }
        });
        return new Observation(
                NOW, storage, database, down, looks(), trouble(), trouble(), history(), some(0, 12, this::proof));
    }

    private SortedMap<LeafKey, Duration> looks() {
        SortedMap<LeafKey, Duration> looks = new TreeMap<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            looks.put(new LeafKey(node(), new Guid(1 + random.nextInt(12))), time());
        }
        return looks;
    }

    private History history() {
        Map<NodeName, Bounces> bounces = new TreeMap<>();
        FLEET.storageNodes().stream()
                .filter(n -> random.nextInt(4) == 0)
                .forEach(n -> bounces.put(n.name(), new Bounces(1 + random.nextInt(6), time())));
        Map<LeafKey, Duration> slow = new TreeMap<>();
        some(0, 3, () -> new LeafKey(node(), guid())).forEach(leaf -> slow.put(leaf, time()));
        return new History(
                bounces,
                slow,
                random.nextBoolean() ? Map.of() : Map.of(pick(POOLS), random.nextInt(6)),
                ImmutableSet.copyOf(some(0, 3, () -> new LeafKey(node(), guid()))),
                ImmutableSet.copyOf(some(0, 3, () -> new LeafKey(node(), guid()))),
                Map.of());
    }

    private Map<LunRef, Duration> trouble() {
        Map<LunRef, Duration> trouble = new TreeMap<>();
        some(0, 2, this::ref).forEach(lun -> trouble.put(lun, time()));
        return trouble;
    }

    private StorageNodeReport report(StorageNode node) {
        Map<LunId, ExportReport> exports = new TreeMap<>();
        for (Disk disk : node.disks()) {
            LunId id = new LunId(node.name(), disk.serial());
            if (random.nextInt(3) > 0) {
                Set<Iqn> sessions = new TreeSet<>();
                if (random.nextBoolean()) {
                    sessions.add(initiator());
                }
                Access access = random.nextInt(4) == 0 ? Access.nobody() : Access.only(initiator());
                exports.put(id, new ExportReport(new LunRef(id, generation()), epoch(), access, sessions));
            }
        }
        boolean booted = random.nextInt(6) > 0;
        return new StorageNodeReport(
                node.name(), booted ? Optional.of(boot()) : Optional.empty(), random.nextInt(6) > 0, exports, Map.of());
    }

    private DatabaseNodeReport report(NodeName node) {
        Set<LunRef> targets = new TreeSet<>(some(0, 8, this::ref));
        return new DatabaseNodeReport(
                node,
                boot(),
                targets.stream()
                        .map(lun -> new SessionReport(FLEET.target(lun), random.nextInt(4) > 0, ""))
                        .toList(),
                POOLS.stream()
                        .filter(p -> random.nextInt(3) > 0)
                        .map(this::report)
                        .toList(),
                random.nextInt(6) > 0);
    }

    private PoolReport report(PoolName name) {
        return new PoolReport(
                name,
                guid(),
                random.nextInt(8) == 0 ? VdevState.SUSPENDED : VdevState.ONLINE,
                maybe(this::epoch),
                some(
                        1,
                        2,
                        () -> new MirrorReport(
                                guid(), pick(MirrorRole.values()), VdevState.ONLINE, some(0, 5, this::leaf))),
                maybe(() -> new ScanReport(
                        random.nextBoolean(),
                        pick(ScanReport.State.values()),
                        random.nextInt(3) / 2,
                        0,
                        0,
                        0,
                        0,
                        Optional.empty(),
                        "scan" + random.nextInt(3))),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean());
    }

    private LegReport leaf() {
        return new LegReport(
                guid(),
                maybe(() -> ref().exportedSerial()),
                random.nextInt(3) == 0 ? pick(VdevState.values()) : VdevState.ONLINE,
                random.nextInt(5) / 4,
                random.nextInt(5) == 0 ? Optional.of(guid()) : Optional.empty(),
                random.nextInt(5) == 0);
    }

    private Proof proof() {
        return switch (random.nextInt(3)) {
            case 0 -> WipeProof.of(new WipeReadBack(ref(), true, true));
            case 1 -> ReleaseProof.of(pick(POOLS), node(), epoch(), false, true);
            default ->
                FenceProof.of(new FenceReadBack(
                        ref(),
                        random.nextInt(3) == 0 ? Epoch.SEALED : epoch(),
                        true,
                        Set.of(),
                        Set.of(),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        NOW));
        };
    }

    private Duration time() {
        return Duration.ofSeconds(pick(List.of(0, 5, 9, 10, 14, 15, 60)));
    }

    private Epoch epoch() {
        return new Epoch(1 + random.nextInt(3));
    }

    private Generation generation() {
        return new Generation(random.nextInt(4) == 0 ? 2 : 1);
    }

    private LunRef ref() {
        StorageNode node = pick(FLEET.storageNodes());
        return new LunRef(new LunId(node.name(), pick(node.disks()).serial()), generation());
    }

    private Guid guid() {
        return new Guid(random.nextInt(6));
    }

    private BootId boot() {
        return new BootId("boot-" + (random.nextInt(4) == 0 ? 2 : 1));
    }

    /** Now and then one that is not in the fleet any more. */
    private NodeName node() {
        return random.nextInt(20) == 0
                ? new NodeName("gone")
                : pick(FLEET.databaseNodes()).name();
    }

    private Iqn initiator() {
        return pick(FLEET.databaseNodes()).initiator();
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> List<T> some(int min, int max, Supplier<T> value) {
        return Stream.generate(value).limit(min + random.nextInt(max - min + 1)).toList();
    }

    @SafeVarargs
    private final <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
