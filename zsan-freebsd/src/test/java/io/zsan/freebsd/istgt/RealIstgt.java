package io.zsan.freebsd.istgt;

import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.model.NodeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A storage node of FreeBSD 9 with the istgt of this machine. Commands and scripts are those that FreeBSD would get; their
 * directories and programs are put into a temporary directory on the way in, and put back on the way out. What is not on
 * Linux (geom, lockf, fsync, sha256) is a line of shell.
 */
final class RealIstgt implements CommandRunner, AutoCloseable {
    static final String PROGRAM = "/usr/sbin/istgt";
    static final long DISK = 64L << 20;

    private static final List<String> DISKS = List.of("1", "2");
    private static final int SHELL_SAYS_MISSING = 127;

    private final NodeName node;
    private final Path dir;
    private final int control = freePort();

    /** What is put in the place of what, in this order. */
    private final Map<String, String> here = new LinkedHashMap<>();

    RealIstgt(NodeName node, Path dir) throws IOException {
        this.node = node;
        this.dir = dir;
        for (String sub : List.of("bin", "db", "run", "dev")) {
            Files.createDirectory(dir.resolve(sub));
        }
        here.put("/usr/local/bin/istgt", PROGRAM);
        here.put("/var/db/zsan", dir.resolve("db").toString());
        here.put("/var/run/zsan", dir.resolve("run").toString());
        here.put("/dev/da", dir.resolve("dev") + "/da");
        here.put("127.0.0.1:3261", "127.0.0.1:" + control);
        here.put("Port 3261", "Port " + control);
        StringBuilder geom = new StringBuilder();
        for (String n : DISKS) {
            Path disk = dir.resolve("dev/da" + n);
            Files.write(disk, new byte[(int) DISK]);
            String text = "Geom name: da" + n + "\nProviders:\n1. Name: da" + n + "\n   Mediasize: " + DISK
                    + " (64M)\n   Sectorsize: 512\n   Mode: r0w0e0\n   descr: disk\n   ident: WD" + n + "\n\n";
            Files.writeString(dir.resolve("geom-da" + n), text);
            geom.append(text);
        }
        Files.writeString(dir.resolve("geom-"), geom);
        program("geom", "cat \"" + dir + "/geom-${3-}\"");
        program("lockf", "shift 5; exec \"$@\"");
        program("fsync", ":");
        program("uname", "echo 9.3-RELEASE-p53");
        program("zpool", "exit 2");
        // The name of a file is the hash of the text that FreeBSD would have.
        StringBuilder back = new StringBuilder("shift; cat \"$@\"");
        here.forEach((there, now) ->
                back.append(" | sed 's#").append(now).append('#').append(there).append("#g'"));
        program("sha256", back + " | sha256sum | cut -d ' ' -f 1");
    }

    private void program(String name, String body) throws IOException {
        Path file = dir.resolve("bin").resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String in(String text) {
        String moved = text;
        for (Map.Entry<String, String> entry : here.entrySet()) {
            moved = moved.replace(entry.getKey(), entry.getValue());
        }
        return moved;
    }

    private String out(String text) {
        String moved = text;
        for (Map.Entry<String, String> entry : here.entrySet()) {
            moved = moved.replace(entry.getValue(), entry.getKey());
        }
        return moved;
    }

    /** A program of FreeBSD: one of ours where there is one, else the one of this machine. */
    private String programs(String text) {
        String moved = text;
        for (String ours : List.of("geom", "lockf", "fsync", "uname", "zpool", "sha256")) {
            moved = moved.replaceAll("(?<![\\w.])/(?:usr/)?s?bin/" + ours + "\\b", dir.resolve("bin") + "/" + ours);
        }
        return moved.replace("\"/dev/$3\"", "\"" + dir.resolve("dev") + "/$3\"")
                .replace("\"/dev/\\(", "\"" + dir.resolve("dev") + "/\\(");
    }

    @Override
    public NodeName node() {
        return node;
    }

    @Override
    public CommandResult run(Command command) {
        List<String> words = new ArrayList<>();
        command.words().forEach(word -> words.add(programs(in(word))));
        if (!Files.isExecutable(Path.of(words.get(0)))) {
            return new CommandResult(SHELL_SAYS_MISSING, "", words.get(0) + ": not found\n", Duration.ZERO, false);
        }
        try {
            Path out = dir.resolve("stdout");
            Path err = dir.resolve("stderr");
            Process process = new ProcessBuilder(words)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(in(command.stdin().map(s -> s.text()).orElse("")).getBytes(StandardCharsets.UTF_8));
            } catch (IOException ended) {
                // It did not read.
            }
            int exit = process.waitFor();
            return new CommandResult(
                    exit, out(Files.readString(out)), out(Files.readString(err)), Duration.ofMillis(1), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Attempt> runAll(List<Command> commands) {
        List<Attempt> attempts = new ArrayList<>();
        commands.forEach(command -> attempts.add(new Attempt.Ended(command, run(command))));
        return attempts;
    }

    /** Ends the istgt of this directory, and no other. */
    @Override
    public void close() {
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(words -> List.of(words)
                                .toString()
                                .contains(dir.resolve("run/istgt/").toString()))
                        .isPresent())
                .forEach(ProcessHandle::destroyForcibly);
    }
}
