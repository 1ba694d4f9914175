package io.zsan.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.exec.ShellQuote;
import io.zsan.freebsd.script.Scripts;
import io.zsan.model.DiskSerial;
import io.zsan.model.Generation;
import io.zsan.model.Guid;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.testkit.fake.FakeResult;
import io.zsan.testkit.world.InitiatorSession;
import io.zsan.testkit.world.Leaf;
import io.zsan.testkit.world.ManualClock;
import io.zsan.testkit.world.Pool;
import io.zsan.testkit.world.Timings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A fleet with a still clock, and the operator's usual moves as commands: what MEASURED.md calls the lab. */
public final class Lab {
    public final ManualClock clock = ManualClock.still();
    public final FakeFleet fleet;

    public Lab() {
        this(FakeFleet.builder());
    }

    public Lab(FakeFleet.Builder builder) {
        fleet = builder.clock(clock).build();
    }

    public static Lab with(Timings timings) {
        return new Lab(FakeFleet.builder().timings(timings));
    }

    // --- commands ---

    /** Runs a command that does not have to wait. */
    public FakeResult run(String node, String command) {
        return run(node, command, "");
    }

    public FakeResult run(String node, String command, String stdin) {
        try {
            return fleet.node(node).run(command, stdin.getBytes(StandardCharsets.UTF_8));
        } catch (Exception e) {
            throw new AssertionError(node + ": " + command, e);
        }
    }

    /** Runs a command that must succeed, and gives back what it printed. */
    public String ok(String node, String command) {
        return ok(node, command, "");
    }

    public String ok(String node, String command, String stdin) {
        FakeResult result = run(node, command, stdin);
        assertThat(result.exit()).as("%s: %s: %s", node, command, result).isZero();
        return result.out();
    }

    /** Starts a command that may hang, in a thread of its own. Returns when it has ended or waits. */
    public CompletableFuture<FakeResult> start(String node, String command) {
        CompletableFuture<FakeResult> future = new CompletableFuture<>();
        Callable<FakeResult> call = () -> fleet.node(node).run(command);
        Thread thread = new Thread(() -> {
            try {
                future.complete(call.call());
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        until(() -> future.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
        return future;
    }

    public void advance(double seconds) {
        // Step by step, so that whoever waits sees each moment.
        fleet.advance(Duration.ofNanos((long) (seconds * 1e9)));
    }

    public void silence(String node) {
        fleet.silence(new NodeName(node));
    }

    public void wake(String node) {
        fleet.wake(new NodeName(node));
    }

    // --- storage nodes ---

    public static String serial(String disk) {
        return lun(disk).exportedSerial();
    }

    public static LunRef lun(String disk) {
        return new LunRef(new LunId(new NodeName(disk.substring(0, 2)), new DiskSerial(disk)), Generation.FIRST);
    }

    public String target(String disk) {
        return fleet.fleet().target(lun(disk)).text();
    }

    public static String initiator(String node) {
        return "iqn.2026-11.io.zsan.lab:" + node;
    }

    public static String path(String disk) {
        return "/dev/diskid/DISK-" + serial(disk);
    }

    public void prepare(String... nodes) {
        for (String node : nodes) {
            ok(node, "/bin/mkdir -p -m 700 /var/db/zsan/tokens");
            script(node, Scripts.prepare(), head(), "nonce-" + node);
        }
    }

    public static String head() {
        return "timeout 3\nportal-group zsan {\n  discovery-auth-group no-access\n  listen 0.0.0.0\n}\n# end\n";
    }

    /** Runs one of the constant scripts under lockf, as the driver does. */
    public FakeResult tryScript(String node, String text, String stdin, String... arguments) {
        String words = Stream.concat(
                        Stream.of(
                                "/usr/bin/lockf", "-k", "-s", "-t", "20", Scripts.LOCK, "/bin/sh", "-c", text, "zsan"),
                        Stream.of(arguments))
                .map(ShellQuote::quote)
                .map(word -> word.replace("\n", "'\"$n\"'"))
                .collect(Collectors.joining(" "));
        String inner = "n=$(printf '\\nx'); n=${n%x}; " + words;
        return run(node, "/usr/bin/timeout --foreground -k 2 30 /bin/sh -c " + ShellQuote.quote(inner), stdin);
    }

    public String script(String node, String text, String stdin, String... arguments) {
        FakeResult result = tryScript(node, text, stdin, arguments);
        assertThat(result.exit()).as("%s: %s", node, result).isZero();
        return result.out();
    }

    /** Exports a disk to some initiators. */
    public void export(String disk, String... databases) {
        access(disk, 1, 1, databases);
        advance(0.5);
    }

    public FakeResult tryAccess(String disk, int generation, long epoch, String... databases) {
        return tryScript(
                disk.substring(0, 2),
                Scripts.access(),
                fragment(disk, epoch, databases),
                disk,
                Integer.toString(generation),
                Long.toString(epoch));
    }

    public void access(String disk, int generation, long epoch, String... databases) {
        FakeResult result = tryAccess(disk, generation, epoch, databases);
        assertThat(result.exit()).as("%s", result).isZero();
    }

    public String fragment(String disk, long epoch, String... databases) {
        String serial = serial(disk);
        int unit = Integer.parseInt(disk.substring(3)) - 1;
        String groups = databases.length == 0
                ? ""
                : "auth-group zsan-" + serial + " {\n  auth-type none\n"
                        + Stream.of(databases)
                                .map(d -> "  initiator-name " + initiator(d) + "\n")
                                .collect(Collectors.joining())
                        + "}\n";
        return groups + "lun " + serial + " {\n  backend block\n  path /dev/da" + unit
                + "\n  blocksize 512\n  serial \""
                + serial + "\"\n  device-id \"zsan " + disk.substring(0, 2) + " " + disk
                + " g1\"\n  option vendor \"ZSAN\"\n"
                + "  option zsan_disk \"" + disk + "\"\n  option zsan_generation \"1\"\n  option zsan_epoch \"" + epoch
                + "\"\n  option zsan_access \"" + (databases.length == 0 ? "nobody" : initiator(databases[0]))
                + "\"\n}\n"
                + "target " + target(disk) + " {\n  auth-group "
                + (databases.length == 0 ? "no-access" : "zsan-" + serial)
                + "\n  portal-group zsan\n  lun 0 " + serial + "\n}\n# end\n";
    }

    // --- database nodes ---

    public void login(String node, String... disks) {
        for (String disk : disks) {
            ok(node, "/usr/bin/iscsictl -A -p " + portal(disk) + " -t " + target(disk));
        }
        advance(0.5);
    }

    public String portal(String disk) {
        return fleet.fleet()
                .storageNode(new NodeName(disk.substring(0, 2)))
                .portal()
                .text();
    }

    /** Exports disks to a node, logs in and makes a pool of one mirror on them, its file created and acknowledged. */
    public void poolOn(String node, String... disks) {
        prepare(Stream.of(disks).map(d -> d.substring(0, 2)).distinct().toArray(String[]::new));
        for (String disk : disks) {
            export(disk, node);
        }
        login(node, disks);
        ok(
                node,
                "/sbin/zpool create -o cachefile=none p1 mirror "
                        + Stream.of(disks).map(Lab::path).collect(Collectors.joining(" ")));
    }

    public void append(String node, String record) {
        ok(node, "/usr/bin/tee -a /p1/journal", record + "\n");
    }

    /** Appends and waits for the acknowledgement. */
    public void write(String node, String record) {
        append(node, record);
        ok(node, "/usr/bin/fsync /p1/journal");
    }

    /** Appends and starts to wait for the acknowledgement. */
    public CompletableFuture<FakeResult> startWrite(String node, String record) {
        append(node, record);
        return start(node, "/usr/bin/fsync /p1/journal");
    }

    public String importPool(String node, String flags, String... disks) {
        return ok(node, importCommand(flags, disks));
    }

    public static String importCommand(String flags, String... disks) {
        return "/sbin/zpool import " + flags + " -o cachefile=none "
                + Stream.of(disks).map(d -> "-d " + path(d) + " ").collect(Collectors.joining()) + "p1";
    }

    public Pool pool(String node) {
        return fleet.world().call(() -> fleet.database(node).pool("p1").orElseThrow());
    }

    public Guid leg(String node, String disk) {
        return fleet.world()
                .call(() -> pool(node).leaves().stream()
                        .filter(leaf -> leaf.path().equals(path(disk)))
                        .map(Leaf::guid)
                        .findFirst()
                        .orElseThrow());
    }

    /** How status shows a leg. */
    public String leafState(String node, String disk) {
        return fleet.world()
                .call(() -> pool(node).leaves().stream()
                        .filter(leaf -> leaf.path().equals(path(disk)))
                        .map(leaf -> leaf.state().name())
                        .findFirst()
                        .orElseThrow());
    }

    public String sessionState(String node, String disk) {
        return fleet.world()
                .call(() -> fleet.database(node).initiator().sessions().stream()
                        .filter(s -> s.target().equals(target(disk)))
                        .map(InitiatorSession::state)
                        .findFirst()
                        .orElse("none"));
    }

    /** How a command that was started has ended; it must have, but its thread may be a moment behind. */
    public static FakeResult ended(CompletableFuture<FakeResult> started) {
        try {
            return started.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for ten seconds").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
