package io.zsan.testkit.sim.edge;

import io.zsan.act.Action;
import io.zsan.act.Outcome;
import io.zsan.error.CommandRefused;
import io.zsan.model.BootId;
import io.zsan.model.Epoch;
import io.zsan.model.Fleet;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.node.Access;
import io.zsan.node.DiskReport;
import io.zsan.node.ExportReport;
import io.zsan.node.StorageNodeReport;
import io.zsan.node.Token;
import io.zsan.proof.FenceProof;
import io.zsan.proof.FenceReadBack;
import io.zsan.proof.LunIdentity;
import io.zsan.proof.WipeProof;
import io.zsan.proof.WipeReadBack;
import io.zsan.testkit.sim.rule.Rule;
import io.zsan.testkit.world.Chap;
import io.zsan.testkit.world.CtlConf;
import io.zsan.testkit.world.CtlConf.AuthGroup;
import io.zsan.testkit.world.CtlConf.LunConf;
import io.zsan.testkit.world.CtlConf.PortalGroup;
import io.zsan.testkit.world.CtlConf.TargetConf;
import io.zsan.testkit.world.PhysicalDisk;
import io.zsan.testkit.world.StorageHost;
import io.zsan.testkit.world.TargetConnection;
import io.zsan.testkit.world.TargetServer;
import io.zsan.testkit.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * What zsan does on a storage node, shared by all who command it: tokens that outlive a boot (R15), a boot nonce that does
 * not (R9), the access of each LUN, and the steps of grant, fence, seal and wipe.
 */
public final class StorageAgent {
    /** How long a login may take; a target drops one that takes longer, and a fence waits for as long (R4). */
    static final Duration LOGIN_WINDOW = Duration.ofSeconds(2);

    private static final Duration WIPE = Duration.ofSeconds(1);
    private static final String EXPORT = "zsan-export";
    private static final String PORTALS = "zsan";

    private final World world;
    private final Fleet fleet;
    private final StorageHost host;
    private final boolean chap;
    private final Set<Rule> broken;
    private final Steps steps;
    private final Map<String, Iqn> initiators = new TreeMap<>();

    /** Durable. */
    private final TreeMap<LunId, Token> tokens = new TreeMap<>();

    /** Every access that was ever put into a configuration; the configuration names it by its place here. */
    private final List<Export> written = new ArrayList<>();

    /** Cleared by a boot. */
    private final TreeMap<LunId, Integer> wanted = new TreeMap<>();

    private Optional<BootId> nonce = Optional.empty();
    private int boot;
    private int nonces;

    /** Where a disk was at first: what somebody would go by who does not look at serials (R10). */
    private final TreeMap<LunId, String> firstPlaces = new TreeMap<>();

    private record Export(LunRef lun, Epoch epoch, Access access) {}

    /** One that asks for a secret, another one in each epoch, or for a name alone. */
    public StorageAgent(World world, Fleet fleet, StorageHost host, boolean chap, Set<Rule> broken) {
        this.world = world;
        this.fleet = fleet;
        this.host = host;
        this.chap = chap;
        this.broken = broken;
        this.steps = new Steps(world, host);
        host.bootsOpen(broken.contains(Rule.R9));
        this.boot = host.boots();
        fleet.databaseNodes().forEach(node -> initiators.put(node.initiator().text(), node.initiator()));
        host.disks()
                .forEach(disk ->
                        firstPlaces.put(new LunId(host.name(), disk.disk().serial()), disk.device()));
    }

    NodeName name() {
        return host.name();
    }

    StorageHost host() {
        return host;
    }

    /** What a boot has cleared is gone. */
    private void sinceBoot() {
        if (boot != host.boots()) {
            boot = host.boots();
            if (broken.contains(Rule.R9)) {
                // The nonce outlives the boot, and what was exported is exported again.
                return;
            }
            wanted.clear();
            nonce = Optional.empty();
        }
    }

    StorageNodeReport report() {
        sinceBoot();
        return new StorageNodeReport(name(), nonce, host.targets().running(), exports(), tokens);
    }

    /** What its kernel exports now, whoever could ask it. */
    public SortedMap<LunId, ExportReport> exports() {
        TreeMap<LunId, ExportReport> exports = new TreeMap<>();
        for (TargetServer.Lun lun : host.targets().luns()) {
            Export export = export(lun);
            // R4: who takes a fence for granted does not look for strangers either.
            Set<Iqn> sessions = broken.contains(Rule.R4) ? Set.of() : sessions(export.lun());
            exports.put(export.lun().id(), new ExportReport(export.lun(), export.epoch(), export.access(), sessions));
        }
        return exports;
    }

    private Export export(TargetServer.Lun lun) {
        return written.get(Integer.parseInt(lun.conf().options().get(EXPORT)));
    }

    List<DiskReport> disks() {
        return host.listed().stream()
                .map(disk -> new DiskReport(
                        disk.disk().serial(),
                        disk.disk().sizeBytes(),
                        disk.disk().sectorBytes(),
                        disk.device(),
                        disk.blank() && !host.targets().exports(disk)))
                .toList();
    }

    CompletableFuture<Outcome> perform(Action action) {
        sinceBoot();
        try {
            if (action instanceof Action.PrepareStorageNode) {
                return prepare();
            } else if (action instanceof Action.Grant a) {
                return grant(a);
            } else if (action instanceof Action.Fence a) {
                return fence(a.lun(), a.epoch()).thenApply(StorageAgent::fenced);
            } else if (action instanceof Action.Seal a) {
                return seal(a.lun()).thenApply(StorageAgent::fenced);
            } else if (action instanceof Action.Wipe a) {
                return wipe(a.order().identity());
            }
        } catch (CommandRefused refused) {
            return CompletableFuture.completedFuture(new Outcome.Refused(String.valueOf(refused.getMessage())));
        }
        throw new IllegalArgumentException("not for a storage node: " + action);
    }

    private static Outcome fenced(FenceReadBack seen) {
        try {
            return Outcome.done(FenceProof.of(seen));
        } catch (CommandRefused refused) {
            return new Outcome.Refused(String.valueOf(refused.getMessage()));
        }
    }

    private CompletableFuture<Outcome> prepare() {
        if (nonce.isEmpty()) {
            wanted.clear();
            nonce = Optional.of(new BootId(name() + "-" + ++nonces));
        }
        if (!host.targets().running()) {
            host.targets().start(conf());
        }
        return CompletableFuture.completedFuture(Outcome.done());
    }

    private CompletableFuture<Outcome> grant(Action.Grant order) {
        LunIdentity lun = order.lun();
        if (!nonce.equals(Optional.of(order.seen())) && !broken.contains(Rule.R9)) {
            throw new CommandRefused(name() + " has restarted since the grant was decided (R9)");
        }
        PhysicalDisk disk = find(lun.lun());
        if (disk.disk().sizeBytes() != lun.sizeBytes() || disk.disk().sectorBytes() != lun.sectorBytes()) {
            throw new CommandRefused(lun.lun() + " has another size than the ledger says (R10)");
        }
        Export export = new Export(lun.lun(), order.epoch(), Access.only(order.initiator()));
        write(export);
        return steps.until(() -> inForce(export))
                .thenApply(inForce ->
                        inForce ? Outcome.done() : new Outcome.Unknown("the configuration is not in force yet"));
    }

    /** The token first, and durably; then the configuration (R15). */
    private void write(Export export) {
        LunRef lun = export.lun();
        Token token = new Token(lun.generation(), export.epoch());
        Token kept = tokens.get(lun.id());
        if (kept != null && token.compareTo(kept) < 0 && !broken.contains(Rule.R15)) {
            throw new CommandRefused("stale token: " + lun.id() + " has " + kept);
        }
        if (nonce.isEmpty()) {
            throw new CommandRefused(name() + " is not prepared since its boot");
        }
        tokens.put(lun.id(), token);
        written.add(export);
        wanted.put(lun.id(), written.size() - 1);
        host.targets().reload(this::conf);
    }

    private boolean inForce(Export export) {
        for (TargetServer.Lun lun : host.targets().luns()) {
            if (export(lun).equals(export)) {
                return true;
            }
        }
        return false;
    }

    private CompletableFuture<FenceReadBack> fence(LunRef lun, Epoch epoch) {
        Export closed = new Export(lun, epoch, Access.nobody());
        write(closed);
        return steps.until(() -> inForce(closed)).thenCompose(applied -> {
            if (broken.contains(Rule.R4)) {
                // Intent taken for proof: nobody's session is ended, and nobody looks.
                return CompletableFuture.completedFuture(readBack(lun, epoch, true, Set.of(), Set.of()));
            }
            if (!applied) {
                return CompletableFuture.completedFuture(readBack(lun, epoch, false, sessions(lun), sessions(lun)));
            }
            terminate(lun);
            Set<Iqn> first = sessions(lun);
            return steps.pause(LOGIN_WINDOW)
                    .thenApply(nothing -> readBack(lun, epoch, inForce(closed), first, sessions(lun)));
        });
    }

    private CompletableFuture<FenceReadBack> seal(LunRef lun) {
        return fence(lun, Epoch.SEALED).thenCompose(seen -> {
            if (!seen.applied() || !seen.sessionsSecond().isEmpty()) {
                return CompletableFuture.completedFuture(seen);
            }
            Token kept = tokens.get(lun.id());
            if (kept != null && kept.generation().compareTo(lun.generation()) > 0) {
                return CompletableFuture.completedFuture(seen);
            }
            wanted.remove(lun.id());
            host.targets().reload(this::conf);
            return steps.until(() -> absent(lun))
                    .thenApply(gone -> readBack(lun, Epoch.SEALED, gone, seen.sessionsFirst(), sessions(lun)));
        });
    }

    private boolean absent(LunRef lun) {
        for (TargetServer.Lun there : host.targets().luns()) {
            if (export(there).lun().equals(lun)) {
                return false;
            }
        }
        return true;
    }

    private FenceReadBack readBack(LunRef lun, Epoch epoch, boolean applied, Set<Iqn> first, Set<Iqn> second) {
        return new FenceReadBack(lun, epoch, applied, first, second, LOGIN_WINDOW, LOGIN_WINDOW, world.now());
    }

    private void terminate(LunRef lun) {
        String target = fleet.target(lun).text();
        int unused = host.targets().terminate(connection -> connection.target().equals(target));
    }

    private Set<Iqn> sessions(LunRef lun) {
        String target = fleet.target(lun).text();
        TreeSet<Iqn> found = new TreeSet<>();
        for (TargetConnection connection : host.targets().connections()) {
            if (connection.target().equals(target)) {
                found.add(initiators.get(connection.initiator()));
            }
        }
        return found;
    }

    private CompletableFuture<Outcome> wipe(LunIdentity lun) {
        requireGeneration(lun.lun());
        return steps.pause(WIPE).thenApply(nothing -> {
            try {
                // Under the same lock as every other change of the LUN.
                requireGeneration(lun.lun());
                PhysicalDisk disk = find(lun.lun());
                if (host.targets().exports(disk)) {
                    return new Outcome.Refused("the disk of " + lun.lun() + " is exported");
                }
                if (!broken.contains(Rule.R7)) {
                    disk.wipe();
                }
                boolean zero = disk.blank() || broken.contains(Rule.R7);
                return Outcome.done(WipeProof.of(new WipeReadBack(lun.lun(), zero, zero)));
            } catch (CommandRefused refused) {
                return new Outcome.Refused(String.valueOf(refused.getMessage()));
            }
        });
    }

    private void requireGeneration(LunRef lun) {
        Token kept = tokens.get(lun.id());
        if (kept != null && kept.generation().compareTo(lun.generation()) > 0 && !broken.contains(Rule.R15)) {
            throw new CommandRefused("stale token: " + lun.id() + " has " + kept);
        }
    }

    /** By serial (R10), or by the place where it once was. */
    private PhysicalDisk find(LunRef lun) {
        return broken.contains(Rule.R10)
                ? host.device(firstPlaces.getOrDefault(lun.id(), "")).orElseThrow()
                : host.disk(lun.id().disk());
    }

    private AuthGroup group(String name, Iqn initiator, Epoch epoch) {
        List<Chap> shown = chap ? List.of(secret(initiator.text(), epoch)) : List.of();
        return new AuthGroup(name, chap ? "chap" : "none", List.of(initiator.text()), shown);
    }

    /** Both sides make the same of an epoch. */
    static Chap secret(String initiator, Epoch epoch) {
        return new Chap(initiator, "epoch " + epoch);
    }

    private CtlConf conf() {
        Map<String, AuthGroup> groups = new LinkedHashMap<>();
        Map<String, LunConf> luns = new LinkedHashMap<>();
        Map<String, TargetConf> targets = new LinkedHashMap<>();
        for (int number : wanted.values()) {
            Export export = written.get(number);
            LunRef lun = export.lun();
            PhysicalDisk disk = find(lun);
            String target = fleet.target(lun).text();
            String serial = lun.exportedSerial();
            luns.put(
                    serial,
                    new LunConf(
                            serial,
                            "block",
                            "/dev/" + disk.device(),
                            disk.disk().sectorBytes(),
                            serial,
                            serial,
                            Map.of(EXPORT, Integer.toString(number))));
            String group = export.access()
                    .initiator()
                    .map(initiator -> {
                        groups.put(serial, group(serial, initiator, export.epoch()));
                        return serial;
                    })
                    .orElse("no-access");
            targets.put(target, new TargetConf(target, group, PORTALS, Map.of(0, serial)));
        }
        PortalGroup portals = new PortalGroup(PORTALS, List.of(host.portal().toString()));
        return new CtlConf(groups, Map.of(PORTALS, portals), luns, targets);
    }
}
