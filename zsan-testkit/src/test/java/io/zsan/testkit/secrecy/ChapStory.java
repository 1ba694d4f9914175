package io.zsan.testkit.secrecy;

import io.zsan.San;
import io.zsan.SanListener;
import io.zsan.act.Action;
import io.zsan.act.Outcome;
import io.zsan.decide.Note;
import io.zsan.decide.PlannedAction;
import io.zsan.decide.Policy;
import io.zsan.decide.PoolSpec;
import io.zsan.error.ZsanException;
import io.zsan.freebsd.Deadlines;
import io.zsan.freebsd.FreeBsdDatabaseNode;
import io.zsan.freebsd.FreeBsdFleet;
import io.zsan.freebsd.FreeBsdStorageNode;
import io.zsan.freebsd.chap.MasterKey;
import io.zsan.freebsd.exec.CommandEvent;
import io.zsan.freebsd.exec.SshHost;
import io.zsan.freebsd.fleet.FleetFile;
import io.zsan.freebsd.fleet.Hooks;
import io.zsan.ledger.FileLedger;
import io.zsan.ledger.Leg;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.StorageNode;
import io.zsan.proof.LunIdentity;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.fake.Fault;
import io.zsan.testkit.ssh.SshFleet;
import io.zsan.testkit.world.Timings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The main job with CHAP, over real ssh, with trouble on the way; everything that is said of it goes to files. Arguments: a
 * directory for these, a key file, a directory for the keys of ssh.
 */
final class ChapStory {
    private static final long MIB = 1 << 20;
    private static final PoolName POOL = new PoolName("pgdata");
    private static final NodeName D1 = new NodeName("d1");
    private static final NodeName D2 = new NodeName("d2");
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Epoch FAR = new Epoch(99);

    private final FakeFleet fleet;
    private final PrintStream said;
    private final PrintStream exceptions;
    private final List<CommandEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final List<Object> told = Collections.synchronizedList(new ArrayList<>());

    private ChapStory(Path directory) throws IOException {
        said = file(directory, "said");
        exceptions = file(directory, "exceptions");
        fleet = FakeFleet.builder()
                .storageNodes(4)
                .disksPerNode(1)
                .failureDomains(4)
                .timings(Timings.fast().withPing(Duration.ofMillis(700)).withResilver(24 * MIB, 72 * MIB))
                .build();
    }

    private static PrintStream file(Path directory, String name) throws IOException {
        return new PrintStream(Files.newOutputStream(directory.resolve(name)), true, StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        new ChapStory(directory).tell(directory, Path.of(arguments[1]), Path.of(arguments[2]));
        // The fakes' threads may hang for good, as commands on real nodes do.
        System.exit(0);
    }

    private void tell(Path directory, Path key, Path sshKeys) throws Exception {
        try (PrintStream heard = file(directory, "heard");
                SshFleet ssh = SshFleet.start(fleet, sshKeys, line -> heard.println(line))) {
            FleetFile file = fleetFile(ssh, key);
            said.println(file);
            trouble();
            try (FreeBsdFleet nodes = FreeBsdFleet.builder(file)
                            .deadlines(deadlines())
                            .loginWindow(Duration.ofSeconds(1))
                            .listener(this::hear)
                            .connect();
                    San san = San.builder(fleet.fleet())
                            .ledger(FileLedger.open(directory.resolve("ledger")))
                            .nodes(nodes.gateway())
                            .policy(Policy.builder()
                                    .dropAfter(Duration.ofMillis(1500))
                                    .fenceWait(Duration.ofSeconds(3))
                                    .build())
                            .interval(Duration.ofMillis(50))
                            .patience(Duration.ofSeconds(3))
                            .listener(new Ears())
                            .build()) {
                mainJob(san);
                long sessions = fleet.database("d1").initiator().sessions().stream()
                        .filter(session -> session.up() && session.chap().isPresent())
                        .count();
                LunRef leg = san.ledgerState().pool(POOL).legs().get(0).lun();
                LunRecord lun = san.ledgerState().findLun(leg.id()).orElseThrow();
                provoke(ssh, MasterKey.read(key), lun);
                long objects = remember(directory, san, nodes);
                System.out.println("sessions with a secret: " + sessions);
                System.out.println("exceptions: "
                        + told.stream().filter(Throwable.class::isInstance).count());
                System.out.println("objects: " + objects);
            }
        }
    }

    private FleetFile fleetFile(SshFleet ssh, Path key) {
        Map<NodeName, SshHost> hosts = new TreeMap<>();
        Map<NodeName, Hooks> hooks = new TreeMap<>();
        ssh.endpoints().forEach(endpoint -> {
            hosts.put(endpoint.node(), endpoint.sshHost());
            hooks.put(endpoint.node(), new Hooks(List.of(), List.of(), List.of()));
        });
        return new FleetFile(fleet.fleet(), hosts, hooks, Optional.of(key), Set.of());
    }

    private static Deadlines deadlines() {
        return Deadlines.builder()
                .look(Duration.ofSeconds(2))
                .change(Duration.ofSeconds(4))
                .poll(Duration.ofMillis(100))
                .build();
    }

    /** Of the scripts that carry secrets, the first on each node is lost after its effect, the next hangs, the next is refused. */
    private void trouble() {
        Map<NodeName, Integer> count = new TreeMap<>();
        Fault[] faults = {Fault.REPLY_LOST, Fault.NONE, Fault.HANG, Fault.NONE, Fault.REFUSED};
        fleet.nodes()
                .forEach(node -> node.faults((name, words) -> {
                    if (words.size() < 4 || !words.get(3).matches("zsan-(login|access)")) {
                        return Fault.NONE;
                    }
                    int seen = count.merge(name, 1, Integer::sum);
                    return seen <= faults.length ? faults[seen - 1] : Fault.NONE;
                }));
    }

    private void mainJob(San san) {
        san.preflight().forEach(said::println);
        san.enrol().forEach(said::println);
        said.println(san.planCreatePool(PoolSpec.of(POOL, D1)).text());
        san.createPool(PoolSpec.of(POOL, D1), LONG);
        LunRef victim = san.ledgerState().pool(POOL).legs().get(0).lun();
        fleet.silence(victim.id().node());
        san.await(
                "the loss",
                LONG,
                r -> r.ledger().pool(POOL).findLeg(victim).filter(Leg::isInSync).isEmpty());
        san.await("a whole pool", LONG, r -> r.ledger().pool(POOL).isWhole());
        fleet.wake(victim.id().node());
        san.await(
                "a free LUN",
                LONG,
                r -> r.ledger()
                        .findLun(victim.id())
                        .filter(l -> l.state() == LunState.FREE)
                        .isPresent());
        san.step();
        fleet.silence(D1);
        said.println(san.planFailover(POOL, D2).text());
        san.failover(POOL, D2, LONG);
        fleet.wake(D1);
        san.recycle(D1, LONG);
        san.switchover(POOL, D1, LONG);
    }

    /** Commands that carry secrets and are refused, each in another way; past the service, so that the exceptions are seen. */
    private void provoke(SshFleet ssh, MasterKey key, LunRecord lun) {
        StorageNode node = fleet.fleet().storageNode(lun.ref().id().node());
        Iqn base = fleet.fleet().targetBase();
        FreeBsdStorageNode storage = FreeBsdStorageNode.builder(node, base, ssh.runner(node.name()))
                .deadlines(deadlines())
                .secrets(key)
                .build();
        FreeBsdDatabaseNode database = FreeBsdDatabaseNode.builder(fleet.fleet().databaseNode(D2), base, ssh.runner(D2))
                .deadlines(deadlines())
                .secrets(key)
                .build();
        Iqn d2 = fleet.fleet().databaseNode(D2).initiator();
        Iqn target = fleet.fleet().target(lun.ref());
        told.add(key);
        told.add(storage);
        told.add(database);
        fails(() -> storage.grant(
                LunIdentity.of(lun), Epoch.FIRST, d2, storage.observe().boot().orElseThrow()));
        String head = "/var/run/zsan/head.conf";
        fleet.world().run(() -> fleet.storage(node.name().text()).files().write(head, "timeout\n"));
        fails(() -> storage.grant(
                LunIdentity.of(lun), FAR, d2, storage.observe().boot().orElseThrow()));
        for (Fault fault : List.of(Fault.REPLY_LOST, Fault.HANG, Fault.REFUSED)) {
            fleet.node(D2).faults((name, words) -> words.contains("zsan-login") ? fault : Fault.NONE);
            fails(() -> {
                database.logout(target);
                database.login(target, FAR, node.portal());
            });
        }
        fleet.silence(D2);
        fails(() -> database.login(target, FAR, node.portal()));
        fleet.wake(D2);
    }

    private void fails(Runnable work) {
        try {
            work.run();
            throw new AssertionError("it did not fail");
        } catch (ZsanException expected) {
            told.add(expected);
            expected.printStackTrace(exceptions);
        }
    }

    /** The text forms of all objects of the service, of what it told and of what was thrown. */
    private long remember(Path directory, Object... service) throws Exception {
        Set<String> kinds = new TreeSet<>();
        Set<String> known = new HashSet<>();
        try (PrintStream objects = file(directory, "objects")) {
            new Reachable().from(service).from(told, events).forEach(object -> {
                kinds.add(object.getClass().getName());
                String text = object.toString();
                if (known.add(text)) {
                    objects.println(text);
                }
            });
        }
        if (!kinds.contains(MasterKey.class.getName())) {
            throw new AssertionError("the key was not among them: " + kinds);
        }
        return kinds.size();
    }

    private void hear(CommandEvent event) {
        events.add(event);
        said.println(event);
        said.println(event.command().words());
        event.command().stdin().ifPresent(stdin -> said.println(stdin.text()));
    }

    private final class Ears implements SanListener {
        @Override
        public void recorded(String what) {
            said.println(what);
        }

        @Override
        public void started(PlannedAction action) {
            told.add(action);
            said.println(action);
        }

        @Override
        public void ended(Action action, Outcome outcome, Duration took) {
            told.add(outcome);
            said.println(action + " " + action.describe() + " " + outcome);
        }

        @Override
        public void noted(Note note) {
            told.add(note);
            said.println(note);
        }
    }
}
