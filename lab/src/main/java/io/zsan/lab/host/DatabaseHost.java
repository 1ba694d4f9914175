package io.zsan.lab.host;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.exec.LocalRunner;
import io.zsan.lab.process.Census;
import io.zsan.lab.process.LabProcess;
import io.zsan.lab.process.Timeline;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Iqn;
import io.zsan.model.Portal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A database node: namespaces of its own for mounts and host name, since the places of zfs-fuse are fixed; in it a
 * {@code zfs-fuse}, and an {@link Exporter} for each iSCSI session. Thread-safe.
 */
public final class DatabaseHost {
    private final DatabaseNode node;
    private final Path directory;
    private final String address;
    private final Census census;
    private final Timeline timeline;
    private final CommandRunner runner;
    private final TargetProbe probe;

    // Guarded by this.
    private final Map<Iqn, Exporter> exporters = new LinkedHashMap<>();
    private final List<LabProcess> programs = new ArrayList<>();
    private LabProcess holder;
    private LabProcess daemon;
    private int boots;
    private int numbers;
    private long bytesPerSecond;

    /**
     * A session, as the initiator sees it.
     *
     * @param number of its device
     * @param connected whether exporter and target answer just now
     * @param detail why not
     * @param device what stands behind it, once it has come up
     */
    public record Session(
            int number, Iqn target, Portal portal, boolean connected, String detail, Optional<Device> device) {}

    /** A disk behind a session. */
    public record Device(String serial, long sizeBytes, int sectorBytes) {}

    private DatabaseHost(DatabaseNode node, Path directory, String address, Census census, Timeline timeline) {
        this.node = node;
        this.directory = directory;
        this.address = address;
        this.census = census;
        this.timeline = timeline;
        this.runner = new LocalRunner(node.name());
        this.probe = new TargetProbe(node.initiator(), runner);
        this.holder = hold();
        this.daemon = launch();
    }

    /**
     * Brings it up with no session and no pool.
     *
     * @param address of its own, from which its host id is made
     */
    public static DatabaseHost start(
            DatabaseNode node, Path directory, String address, Census census, Timeline timeline) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new DatabaseHost(node, directory, address, census, timeline);
    }

    public DatabaseNode node() {
        return node;
    }

    /** How often it has been booted again. */
    public synchronized int boots() {
        return boots;
    }

    /** The ZFS daemon, to stop, continue or kill. */
    public synchronized LabProcess daemon() {
        return daemon;
    }

    /** The exporter of a session, to stop, continue or kill. */
    public synchronized Optional<LabProcess> exporter(Iqn target) {
        return Optional.ofNullable(exporters.get(target)).map(e -> e.process);
    }

    /** The words that run a program in its namespaces. */
    public synchronized List<String> inside(List<String> words) {
        return ImmutableList.<String>builder()
                .add("/usr/bin/nsenter", "-t", Long.toString(holder.pid()), "-m", "-u", "--")
                .addAll(words)
                .build();
    }

    /** Runs a command in it, like {@link CommandRunner#run}. */
    public CommandResult run(Command command) {
        List<String> words = inside(command.words());
        Command inside = new Command(
                words.get(0),
                words.subList(1, words.size()),
                command.stdin(),
                command.deadline(),
                command.modifies(),
                command.startsDaemon());
        return runner.run(inside);
    }

    /** Starts a program of the host application in it; it ends with the node. */
    public synchronized LabProcess start(String name, List<String> words) {
        LabProcess program = LabProcess.start(
                census, node.name().text(), name, directory.resolve(name + ".log"), timeline, List.of(), inside(words));
        programs.add(program);
        return program;
    }

    /** Ends the programs of the host application, as its hook does before a switchover. */
    public synchronized void stopPrograms() {
        programs.forEach(LabProcess::kill);
        programs.clear();
    }

    /** Slows the sessions that are added from now on down; 0: not at all, as in the beginning. */
    public synchronized void slow(long value) {
        bytesPerSecond = value;
    }

    /** Adds a session; whether it comes up is for {@link #sessions} to tell. */
    public synchronized void login(Iqn target, Portal portal) {
        if (!exporters.containsKey(target)) {
            numbers++;
            require("/bin/sh", "-c", ": > \"$0\"", Exporter.file(numbers));
            exporters.put(target, new Exporter(numbers, target, portal, export(numbers, target, portal)));
        }
    }

    private LabProcess export(int number, Iqn target, Portal portal) {
        String leg = "driver=iscsi,node-name=leg,transport=tcp,portal=" + portal.host() + ":" + portal.port()
                + ",target=" + target + ",lun=1,initiator-name=" + node.initiator();
        List<String> words = new ArrayList<>(List.of("/usr/bin/qemu-storage-daemon", "--blockdev", leg));
        String shown = "leg";
        if (bytesPerSecond > 0) {
            words.addAll(List.of("--object", "throttle-group,id=slow,x-bps-total=" + bytesPerSecond));
            words.addAll(List.of("--blockdev", "driver=throttle,node-name=slowed,throttle-group=slow,file=leg"));
            shown = "slowed";
        }
        String export = "type=fuse,id=e,node-name=" + shown + ",mountpoint=" + Exporter.file(number) + ",writable=on";
        words.addAll(List.of("--export", export));
        return LabProcess.start(
                census,
                node.name().text(),
                "exporter of " + target,
                directory.resolve("exporter-" + number + ".log"),
                timeline,
                List.of(),
                inside(words));
    }

    /** Removes a session, up or down: what hangs on it fails. */
    public synchronized void logout(Iqn target) {
        Exporter exporter = exporters.remove(target);
        if (exporter != null) {
            exporter.process.kill();
            forget(exporter);
            timeline.note(node.name().text(), "session to " + target + " removed");
        }
    }

    private void forget(Exporter exporter) {
        String link = exporter.device.map(d -> link(d.serial())).orElse(exporter.file());
        require("/bin/sh", "-c", "umount -l \"$0\" 2> /dev/null; rm -f \"$0\" \"$1\"", exporter.file(), link);
    }

    /** The sessions, each asked just now. */
    public List<Session> sessions() {
        List<Exporter> running;
        synchronized (this) {
            running = exporters.values().stream()
                    .filter(e -> e.process.alive() && !e.process.stopped())
                    .toList();
        }
        // Not under the lock: a silent target takes its time, and meanwhile the node may be stopped or killed.
        Map<Exporter, String> serials = probe.serials(running);
        synchronized (this) {
            return exporters.values().stream()
                    .map(exporter -> session(exporter, Optional.ofNullable(serials.get(exporter))))
                    .toList();
        }
    }

    private Session session(Exporter exporter, Optional<String> serial) {
        String trouble = trouble(exporter, serial);
        return new Session(
                exporter.number,
                exporter.target,
                exporter.portal,
                trouble.isEmpty(),
                trouble,
                exporter.device.map(d -> new Device(d.serial(), d.sizeBytes(), d.sectorBytes())));
    }

    /** Why a session does not answer; empty text if it does. */
    private String trouble(Exporter exporter, Optional<String> serial) {
        if (!exporter.process.alive()) {
            if (exporter.device.isPresent()) {
                return "exporter is gone";
            }
            // An initiator tries again until the target lets it in.
            exporter.process = export(exporter.number, exporter.target, exporter.portal);
            return "logging in";
        }
        if (exporter.process.stopped()) {
            return "exporter does not run";
        }
        if (serial.isEmpty()) {
            return "target does not answer";
        }
        if (exporter.device.isEmpty()) {
            return up(exporter, serial.get()) ? "" : "logging in";
        }
        return exporter.device.get().serial().equals(serial.get()) ? "" : "another LUN: " + serial.get();
    }

    /** Gives the device its name once it is there. */
    private boolean up(Exporter exporter, String serial) {
        Optional<Exporter.Device> device = probe.device(exporter, serial);
        CommandResult shown = run(
                Command.reading("/usr/bin/stat", "-c", "%s", exporter.file()).within(TargetProbe.PATIENCE));
        if (device.filter(d -> shown.out().strip().equals(Long.toString(d.sizeBytes())))
                .isEmpty()) {
            return false;
        }
        require("/bin/ln", "-sfn", exporter.file(), link(serial));
        exporter.device = device;
        timeline.note(node.name().text(), "session to " + exporter.target + " is up, serial " + serial);
        return true;
    }

    private static String link(String serial) {
        return "/dev/diskid/DISK-" + serial;
    }

    /** Restarts it without any ceremony: its pools, sessions and programs are gone with its memory. */
    public synchronized void reboot() {
        timeline.note(node.name().text(), "restarts");
        killAll();
        census.disown(holder.pid());
        holder.kill();
        boots++;
        holder = hold();
        daemon = launch();
    }

    /**
     * Kills its ZFS and starts it again while all sessions are up: what a boot is to ZFS where the initiator brings its
     * sessions back by itself.
     */
    public synchronized void restartZfs() {
        timeline.note(node.name().text(), "ZFS restarts");
        daemon.kill();
        require("/bin/sh", "-c", "rm -f /run/zfs/*; for m in /mnt/*; do umount -l $m || :; done");
        daemon = launch();
    }

    /** Takes its power away until {@link #reboot}. */
    public synchronized void powerOff() {
        timeline.note(node.name().text(), "loses its power");
        killAll();
    }

    private void killAll() {
        // The programs first: none of them is to hear of a write that ends because a session does (R16).
        programs.forEach(LabProcess::doom);
        exporters.values().forEach(e -> e.process.doom());
        daemon.kill();
        exporters.values().forEach(e -> e.process.kill());
        exporters.clear();
        stopPrograms();
    }

    /** Stops every process of it: it is silent, and knows nothing of that. */
    public synchronized void freeze() {
        programs.stream().filter(LabProcess::alive).forEach(LabProcess::stop);
        if (daemon.alive()) {
            daemon.stop();
        }
        exporters.values().stream()
                .map(e -> e.process)
                .filter(LabProcess::alive)
                .forEach(LabProcess::stop);
    }

    /** Lets it go on where it stopped. */
    public synchronized void thaw() {
        exporters.values().stream()
                .map(e -> e.process)
                .filter(LabProcess::alive)
                .forEach(LabProcess::resume);
        if (daemon.alive()) {
            daemon.resume();
        }
        programs.stream().filter(LabProcess::alive).forEach(LabProcess::resume);
    }

    /** The namespaces live as long as this process. Everything that is mounted in them goes with them. */
    private LabProcess hold() {
        String script = String.join(
                "\n",
                "set -e",
                "hostname " + node.name(),
                "echo '" + address + " " + node.name() + "' > $0/hosts",
                "mount --bind $0/hosts /etc/hosts",
                // /dev/diskid is to be there as on FreeBSD, and not in the machine's own /dev.
                "mkdir -p $0/dev",
                "mount --bind /dev $0/dev",
                "mount -t tmpfs dev /dev",
                "for n in null zero full random urandom fuse; do : > /dev/$n; mount --bind $0/dev/$n /dev/$n; done",
                "umount $0/dev",
                "mkdir /dev/diskid /dev/legs",
                "mount -t tmpfs run /run",
                "mkdir -p /run/zfs /run/lock/zfs",
                "mount -t tmpfs cache /var/lib/zfs",
                "mount -t tmpfs mnt /mnt",
                ": > /run/ready",
                "exec sleep 2147483647");
        LabProcess process = LabProcess.start(
                census,
                node.name().text(),
                "namespace",
                directory.resolve("namespace.log"),
                timeline,
                List.of(),
                List.of("/usr/bin/unshare", "-m", "-u", "/bin/sh", "-c", script, directory.toString()));
        await(process, "the namespace", () -> Files.exists(Path.of("/proc/" + process.pid() + "/root/run/ready")));
        census.adopt(process.pid());
        return process;
    }

    private LabProcess launch() {
        LabProcess process = LabProcess.start(
                census,
                node.name().text(),
                "zfs-fuse",
                directory.resolve("zfs-fuse.log"),
                timeline,
                List.of(),
                inside(List.of(
                        "/sbin/zfs-fuse", "--no-daemon", "--no-kstat-mount", "--pidfile", "/run/zfs/zfs-fuse.pid")));
        await(
                process,
                "zfs-fuse",
                () -> run(Command.reading("/sbin/zpool", "list", "-H", "-o", "name")
                                .within(Duration.ofSeconds(5)))
                        .succeeded());
        return process;
    }

    private void await(LabProcess process, String what, java.util.function.BooleanSupplier ready) {
        if (Pauses.await(process, ready)) {
            return;
        }
        throw new IllegalStateException(node.name() + ": " + what + " does not come up; look into " + directory);
    }

    private void require(String... words) {
        CommandResult result = run(Command.modifying(words[0], List.of(words).subList(1, words.length)));
        if (!result.succeeded()) {
            throw new IllegalStateException(node.name() + ": " + List.of(words) + " failed: " + result.err());
        }
    }
}
