package io.zsan.lab.host;

import com.google.common.collect.ImmutableList;
import io.zsan.error.NodeUnreachable;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.exec.LocalRunner;
import io.zsan.lab.process.Census;
import io.zsan.lab.process.LabProcess;
import io.zsan.lab.process.Timeline;
import io.zsan.model.Disk;
import io.zsan.model.Iqn;
import io.zsan.model.StorageNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A storage node: a {@code tgtd} on an address of its own, and a sparse file for each disk. {@code run} is what a boot
 * clears, {@code db} is what it keeps. Thread-safe.
 */
public final class StorageHost {
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final int LUN = 1;

    private final StorageNode node;
    private final Path directory;
    private final Census census;
    private final Timeline timeline;
    private final CommandRunner runner;
    private volatile LabProcess daemon;

    private StorageHost(StorageNode node, Path directory, Census census, Timeline timeline) {
        this.node = node;
        this.directory = directory;
        this.census = census;
        this.timeline = timeline;
        this.runner = new LocalRunner(node.name());
        this.daemon = launch();
    }

    /** Brings it up, closed and never prepared. */
    public static StorageHost start(StorageNode node, Path directory, Census census, Timeline timeline) {
        try {
            Files.createDirectories(directory.resolve("db"));
            for (Disk disk : node.disks()) {
                try (RandomAccessFile file =
                        new RandomAccessFile(disk(directory, disk).toFile(), "rw")) {
                    file.setLength(disk.sizeBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StorageHost host = new StorageHost(node, directory, census, timeline);
        host.awaitAnswer();
        return host;
    }

    public StorageNode node() {
        return node;
    }

    /** What a boot clears. */
    public Path run() {
        return directory.resolve("run");
    }

    /** What a boot keeps. */
    public Path db() {
        return directory.resolve("db");
    }

    /** The file that is a disk. */
    public Path disk(Disk disk) {
        return disk(directory, disk);
    }

    private static Path disk(Path directory, Disk disk) {
        return directory.resolve(disk.serial() + ".disk");
    }

    /** The target daemon, to stop, continue or kill. Killed, the node is as good as without power. */
    public LabProcess daemon() {
        return daemon;
    }

    /** Starts it after its daemon was killed: what a boot clears is cleared, and it exports nothing. */
    public void boot() {
        daemon.kill();
        daemon = launch();
        awaitAnswer();
    }

    private LabProcess launch() {
        requireFree();
        try {
            if (Files.exists(run())) {
                try (var files = Files.list(run())) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(run());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return LabProcess.start(
                census,
                node.name().text(),
                "tgtd",
                directory.resolve("tgtd.log"),
                timeline,
                List.of(socket()),
                List.of(
                        "/usr/sbin/tgtd",
                        "-f",
                        "-C",
                        "0",
                        "--iscsi",
                        "portal=" + node.portal().host() + ":" + node.portal().port()));
    }

    /** tgtd goes on without a portal whose address is taken, and its initiators would talk to somebody else. */
    private void requireFree() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(
                    new InetSocketAddress(node.portal().host(), node.portal().port()));
        } catch (IOException taken) {
            throw new IllegalStateException(
                    node.name() + ": " + node.portal() + " is taken by another program; end that first", taken);
        }
    }

    private String socket() {
        return "TGT_IPC_SOCKET=" + run().resolve("tgtd");
    }

    private void awaitAnswer() {
        if (Pauses.await(daemon, () -> admin("--op", "show", "--mode", "target").succeeded())) {
            return;
        }
        throw new IllegalStateException(
                node.name() + ": tgtd does not come up; look into " + directory.resolve("tgtd.log"));
    }

    /** What it exports, read back from its daemon. */
    public List<Export> exports() {
        if (!daemon.alive()) {
            throw new NodeUnreachable(node.name() + ": it is down");
        }
        return Export.parse(require("--op", "show", "--mode", "target"));
    }

    /** Exports a file to nobody yet. */
    public void export(Iqn target, Path file, String serial) {
        List<Integer> used = exports().stream().map(Export::id).toList();
        int id = 1;
        while (used.contains(id)) {
            id++;
        }
        require("--op", "new", "--mode", "target", "--tid", Integer.toString(id), "-T", target.text());
        String lun = Integer.toString(LUN);
        require("--op", "new", "--mode", "logicalunit", "--tid", "" + id, "--lun", lun, "-b", file.toString());
        require(
                "--op",
                "update",
                "--mode",
                "logicalunit",
                "--tid",
                "" + id,
                "--lun",
                lun,
                "--params",
                "scsi_sn=" + serial);
        timeline.note(node.name().text(), "exports " + target);
    }

    public void admit(Export export, Iqn initiator) {
        require("--op", "bind", "--mode", "target", "--tid", "" + export.id(), "-Q", initiator.text());
        timeline.note(node.name().text(), "admits " + initiator + " to " + export.target());
    }

    /** Keeps an initiator from logging in again; sessions that it has live on. */
    public void expel(Export export, Iqn initiator) {
        require("--op", "unbind", "--mode", "target", "--tid", "" + export.id(), "-Q", initiator.text());
        timeline.note(node.name().text(), "expels " + initiator + " from " + export.target());
    }

    /** Ends one connection; without complaint if it is gone already. */
    public void end(Export export, Export.Session session) {
        for (int connection : session.connections()) {
            CommandResult unused = admin(
                    "--op",
                    "delete",
                    "--mode",
                    "conn",
                    "--tid",
                    "" + export.id(),
                    "--sid",
                    "" + session.id(),
                    "--cid",
                    "" + connection);
        }
        timeline.note(node.name().text(), "ends the session of " + session.initiator() + " to " + export.target());
    }

    /** Takes an export away, with whatever still uses it. */
    public void withdraw(Export export) {
        require("--op", "delete", "--force", "--mode", "target", "--tid", "" + export.id());
        timeline.note(node.name().text(), "no longer exports " + export.target());
    }

    private String require(String... words) {
        CommandResult result = admin(words);
        if (!result.succeeded()) {
            if (!daemon.alive()) {
                throw new OutcomeUnknown(node.name() + ": it went down under tgtadm " + List.of(words));
            }
            throw new io.zsan.error.CommandRefused(node.name() + ": tgtadm " + List.of(words) + ": exit "
                    + result.exit() + ", " + result.err().strip());
        }
        return result.out();
    }

    private CommandResult admin(String... words) {
        List<String> all = ImmutableList.<String>builder()
                .add(socket(), "/usr/sbin/tgtadm", "-C", "0", "--lld", "iscsi")
                .add(words)
                .build();
        return runner.run(Command.modifying("/usr/bin/env", all).within(LOOK));
    }
}
