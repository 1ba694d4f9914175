package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.error.CommandRefused;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.Epoch;
import io.zsan.model.Guid;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.LegReport;
import io.zsan.node.PoolReport;
import io.zsan.node.VdevState;
import io.zsan.proof.LunIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is done to a pool that is imported. Each looks first, and does nothing where its effect is there already; each
 * looks again after its command, whose exit status says little.
 */
final class PoolWork {
    private final NodeName node;
    private final ZfsGate gate;
    private final PoolReader reader;
    private final LunCheck check;
    private final Dialects dialects;
    private final Duration deadline;

    PoolWork(ZfsGate gate, PoolReader reader, LunCheck check, Dialects dialects, Deadlines deadlines) {
        this.node = gate.node();
        this.dialects = dialects;
        this.gate = gate;
        this.reader = reader;
        this.check = check;
        this.deadline = deadlines.zfsChange();
    }

    void stamp(PoolName pool, Epoch epoch) {
        Optional<Epoch> before = imported(pool).stamp();
        if (before.filter(b -> b.isAfter(epoch)).isPresent()) {
            throw new CommandRefused(node + ": pool " + pool + " carries epoch " + before.get()
                    + "; it is not stamped back to " + epoch + " (R14)");
        }
        if (before.equals(Optional.of(epoch))) {
            return;
        }
        String value = PoolReader.comment(epoch);
        CommandResult result = switch (zfs().stamp()) {
            case COMMENT -> zpool("set", "comment=" + value, pool.text());
            case ROOT_PROPERTY ->
                gate.run(Command.modifying("/sbin/zfs", "set", PoolReader.ROOT_PROPERTY + "=" + value, pool.text())
                        .within(deadline));
        };
        require(
                imported(pool).stamp().equals(Optional.of(epoch)),
                "stamp pool " + pool + " with epoch " + epoch,
                result);
    }

    void mount(PoolName pool) {
        imported(pool);
        CommandResult last = null;
        for (String dataset : unmounted(pool)) {
            last = gate.run(Command.modifying("/sbin/zfs", "mount", dataset).within(deadline));
        }
        List<String> left = last == null ? List.of() : unmounted(pool);
        if (last != null && !left.isEmpty()) {
            throw failed("mount " + left + " of pool " + pool, last);
        }
    }

    void offline(PoolName pool, Guid leg) {
        LegReport before = leg(imported(pool), leg);
        if (before.state() == VdevState.OFFLINE) {
            return;
        }
        CommandResult result = zpool("offline", pool.text(), word(before));
        require(
                leg(imported(pool), leg).state() == VdevState.OFFLINE,
                "put leg " + leg + " of pool " + pool + " offline",
                result);
    }

    void replace(PoolName pool, Guid old, LunIdentity fresh) {
        PoolReport before = imported(pool);
        if (standsIn(before, old, fresh)) {
            return;
        }
        check.identify(List.of(fresh));
        check.requireBlank(fresh);
        CommandResult result = zpool("replace", pool.text(), word(leg(before, old)), check.path(fresh));
        require(
                standsIn(imported(pool), old, fresh),
                "put " + fresh.lun() + " in the place of leg " + old + " of pool " + pool,
                result);
    }

    void detach(PoolName pool, Guid leaf) {
        Optional<LegReport> before = find(imported(pool), leaf);
        if (before.isEmpty()) {
            return;
        }
        CommandResult result = zpool("detach", pool.text(), word(before.get()));
        require(find(imported(pool), leaf).isEmpty(), "detach " + leaf + " from pool " + pool, result);
    }

    private List<String> unmounted(PoolName pool) {
        return PoolReader.unmounted(reader.datasets(), pool);
    }

    /** Whether a LUN has taken a leg's place, or is about to. */
    private boolean standsIn(PoolReport pool, Guid old, LunIdentity fresh) {
        String serial = fresh.lun().exportedSerial();
        Optional<LegReport> there = pool.legs().stream()
                .filter(leg -> leg.serial().equals(Optional.of(serial)))
                .findFirst();
        Optional<LegReport> before = find(pool, old);
        if (there.isEmpty()) {
            if (before.isEmpty()) {
                throw new CommandRefused(node + ": pool " + pool.name() + " has no leg " + old + " to replace");
            }
            return false;
        }
        boolean beside = before.isEmpty()
                || (there.get().replacing().isPresent()
                        && there.get().replacing().equals(before.get().replacing()));
        if (!beside) {
            throw new CommandRefused(node + ": " + fresh.lun() + " is a leg of pool " + pool.name()
                    + " already, but not in the place of " + old);
        }
        return true;
    }

    /** How a leg is named to ZFS: by its GUID, which does not move, where it takes that. */
    private String word(LegReport leg) {
        String guid = leg.guid().toString();
        return zfs().byGuid() ? guid : leg.serial().map(LunCheck::path).orElse(guid);
    }

    private ZfsVersion zfs() {
        return dialects.get().zfs();
    }

    private PoolReport imported(PoolName pool) {
        return reader.read(pool)
                .orElseThrow(() -> new CommandRefused(node + ": pool " + pool + " is not imported here"));
    }

    private LegReport leg(PoolReport pool, Guid guid) {
        return find(pool, guid)
                .orElseThrow(() -> new CommandRefused(node + ": pool " + pool.name() + " has no leg " + guid));
    }

    private static Optional<LegReport> find(PoolReport pool, Guid guid) {
        return pool.legs().stream().filter(leg -> leg.guid().equals(guid)).findFirst();
    }

    private CommandResult zpool(String... words) {
        return gate.run(
                Command.modifying("/sbin/zpool", ImmutableList.copyOf(words)).within(deadline));
    }

    private void require(boolean done, String what, CommandResult result) {
        if (!done) {
            throw failed(what, result);
        }
    }

    private CommandRefused failed(String what, CommandResult result) {
        return new CommandRefused(node + ": could not " + what + ": " + Results.said(result));
    }
}
