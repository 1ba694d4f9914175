package io.zsan.testkit.contract;

import io.zsan.ledger.LedgerRecord;
import io.zsan.ledger.LedgerState;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.ledger.MirrorRecord;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.ledger.RecordKey;
import io.zsan.ledger.Versioned;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.proof.CreateOrder;
import io.zsan.proof.ImportOrder;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.WipeOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Orders, made the only way there is: from a ledger that allows them (R6). */
final class Orders {
    private static final BootId SINCE = new BootId("contract");

    private final PoolName pool;

    Orders(PoolName pool) {
        this.pool = pool;
    }

    /** A leg that a pool is to be imported from. */
    record Current(LunIdentity lun, Guid guid) {}

    CreateOrder create(Epoch epoch, NodeName node, List<LunIdentity> mirror) {
        return create(epoch, node, mirror, List.of());
    }

    /** With a separate log, unless {@code log} is empty. */
    CreateOrder create(Epoch epoch, NodeName node, List<LunIdentity> data, List<LunIdentity> log) {
        List<MirrorRecord> mirrors = Stream.of(planned(MirrorRole.DATA, data), planned(MirrorRole.LOG, log))
                .flatMap(Optional::stream)
                .toList();
        PoolRecord record = new PoolRecord(pool, Optional.empty(), epoch, new Ownership.Creating(node), mirrors);
        return CreateOrder.from(ledger(record, Stream.concat(data.stream(), log.stream())), pool)
                .orElseThrow();
    }

    private static Optional<MirrorRecord> planned(MirrorRole role, List<LunIdentity> luns) {
        return luns.isEmpty()
                ? Optional.empty()
                : Optional.of(new MirrorRecord(
                        role,
                        luns.size(),
                        luns.stream().map(lun -> Leg.planned(lun.lun())).toList()));
    }

    ImportOrder importing(Guid guid, Epoch epoch, NodeName from, NodeName to, List<Current> legs) {
        return ImportOrder.from(importing(guid, epoch, from, to, legs, List.of()), pool)
                .orElseThrow();
    }

    /** Whether there is an order at all while only these legs, which have left the in-sync set, could be imported from. */
    boolean importsFromStale(Guid guid, Epoch epoch, NodeName from, NodeName to, List<Current> stale) {
        return ImportOrder.from(importing(guid, epoch, from, to, List.of(), stale), pool)
                .isPresent();
    }

    private LedgerState importing(
            Guid guid, Epoch epoch, NodeName from, NodeName to, List<Current> legs, List<Current> stale) {
        List<Leg> all = Stream.concat(
                        legs.stream().map(Orders::inSync),
                        stale.stream().map(Orders::inSync).map(Leg::lost))
                .toList();
        PoolRecord record = new PoolRecord(
                pool,
                Optional.of(guid),
                epoch,
                new Ownership.Importing(from, to, all.stream().map(Leg::lun).toList(), 0),
                List.of(new MirrorRecord(3, all)));
        return ledger(record, Stream.concat(legs.stream(), stale.stream()).map(Current::lun));
    }

    private static Leg inSync(Current leg) {
        return Leg.planned(leg.lun().lun()).inSync(leg.guid(), SINCE);
    }

    static WipeOrder wipe(LunIdentity lun) {
        LunRecord record = new LunRecord(
                lun.lun().id(),
                lun.lun().generation(),
                lun.sizeBytes(),
                lun.sectorBytes(),
                LunState.WIPING,
                Optional.empty(),
                Optional.empty());
        return WipeOrder.from(state(Stream.of(record)), lun.lun().id()).orElseThrow();
    }

    private LedgerState ledger(PoolRecord record, Stream<LunIdentity> luns) {
        Stream<LedgerRecord> records = luns.map(lun -> new LunRecord(
                lun.lun().id(),
                lun.lun().generation(),
                lun.sizeBytes(),
                lun.sectorBytes(),
                LunState.IN_POOL,
                Optional.of(pool),
                Optional.empty()));
        return state(Stream.concat(Stream.of(record), records));
    }

    private static LedgerState state(Stream<? extends LedgerRecord> records) {
        Map<RecordKey, Versioned> map = new TreeMap<>();
        records.forEach(record -> map.put(record.key(), new Versioned(1, record)));
        return LedgerState.of(map);
    }
}
