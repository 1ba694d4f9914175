package io.zsan.lab.driver;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.lab.host.DatabaseHost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Puts commands that are worded for OpenZFS 2 to zfs-fuse, which is of pool version 23, and its answers into the words of
 * OpenZFS 2. What that version does not have at all is listed in the lab's README.
 */
final class ZfsFuse {
    /** Stands for the pool's property {@code comment}, which version 23 does not have. */
    private static final String STAMP = "io.zsan:comment";

    private final DatabaseHost host;
    private final VdevGuids guids;

    ZfsFuse(DatabaseHost host) {
        this.host = host;
        this.guids = new VdevGuids(host);
    }

    CommandResult run(Command command) {
        List<String> words = command.arguments();
        String verb = words.get(0);
        if (command.program().endsWith("zdb")) {
            CommandResult result =
                    host.run(command.program().equals("/sbin/zdb") ? command : with(command, "/sbin/zdb", words));
            return LabelText.openZfs(result);
        }
        if (command.program().endsWith("zfs")) {
            return host.run(with(command, command.program(), without(words, "-p")));
        }
        return switch (verb) {
            case "list" -> list(command);
            case "status" -> status(command, words.contains("-g"));
            case "create" -> create(command);
            case "import" -> importPool(command);
            case "set" -> set(command);
            case "get" -> get(command);
            case "offline", "online", "replace", "detach" -> byPath(command);
            default -> host.run(command);
        };
    }

    /** The column of the comment comes from another command. */
    private CommandResult list(Command command) {
        List<String> words = without(command.arguments(), "-p");
        Optional<String> columns = LabRunner.option(words, "-o");
        List<String> names = Arrays.asList(columns.orElse("").split(",", -1));
        int at = names.indexOf("comment");
        if (at < 0) {
            return host.run(with(command, command.program(), words));
        }
        List<String> real = new ArrayList<>(words);
        real.set(
                words.indexOf("-o") + 1,
                names.stream()
                        .filter(n -> !n.equals("comment"))
                        .reduce((a, b) -> a + "," + b)
                        .orElse("name"));
        CommandResult listed = host.run(with(command, command.program(), real));
        if (!listed.succeeded()) {
            return listed;
        }
        StringBuilder out = new StringBuilder();
        for (String line : listed.out().lines().toList()) {
            if (line.equals("no pools available")) {
                continue;
            }
            List<String> cells = new ArrayList<>(Arrays.asList(line.split("\t", -1)));
            cells.add(at, comment(command, cells.get(0)));
            out.append(String.join("\t", cells)).append('\n');
        }
        return LabRunner.said(out.toString());
    }

    private String comment(Command command, String pool) {
        CommandResult result = host.run(with(command, "/sbin/zfs", List.of("get", "-H", "-o", "value", STAMP, pool)));
        return result.succeeded() ? result.out().strip() : "-";
    }

    private CommandResult status(Command command, boolean byGuid) {
        CommandResult result = host.run(with(command, command.program(), List.of("status")));
        if (!result.succeeded() || result.out().isBlank() || result.out().startsWith("no pools")) {
            return LabRunner.ended(result.exit(), "", "no pools available\n");
        }
        String text = StatusText.openZfs(result.out());
        return LabRunner.said(byGuid ? guids.inPlaceOfNames(text, command.deadline()) : text);
    }

    private CommandResult create(Command command) {
        List<String> words = new ArrayList<>();
        for (String word : command.arguments()) {
            if (word.startsWith("comment=")) {
                words.set(words.size() - 1, "-O");
                words.add(STAMP + word.substring("comment".length()));
            } else {
                words.add(word);
            }
        }
        String pool = words.get(words.lastIndexOf("ashift=12") + 1);
        // Under /mnt, which is the node's own; the root directory is not.
        words.addAll(1, List.of("-m", "/mnt/" + pool));
        return host.run(with(command, command.program(), words));
    }

    /**
     * {@code -d} takes a directory only, and what is found there becomes the vdev's path: so the search sees, in the place
     * of the real one, a /dev/diskid with the named legs alone. There is no {@code -N}: the import mounts.
     */
    private CommandResult importPool(Command command) {
        List<String> rest = new ArrayList<>();
        List<String> devices = new ArrayList<>();
        List<String> words = command.arguments();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("-d")) {
                i++;
                devices.add(words.get(i));
            } else if (!words.get(i).equals("-N")) {
                rest.add(words.get(i));
            }
        }
        rest.addAll(rest.size() - 1, List.of("-d", "/dev/diskid"));
        String script = "set -e; d=$(mktemp -d /run/import.XXXXXX); for l in " + String.join(" ", devices)
                + "; do cp -P $l $d/; done; mount --bind $d /dev/diskid; shift 0; exec /sbin/zpool \"$@\"";
        List<String> all = ImmutableList.<String>builder()
                .add("-m", "/bin/sh", "-c", script, "import")
                .addAll(rest)
                .build();
        return host.run(with(command, "/usr/bin/unshare", all));
    }

    private CommandResult set(Command command) {
        String assignment = command.arguments().get(1);
        if (!assignment.startsWith("comment=")) {
            return host.run(command);
        }
        String stamp = STAMP + assignment.substring("comment".length());
        return host.run(with(
                command, "/sbin/zfs", List.of("set", stamp, command.arguments().get(2))));
    }

    private CommandResult get(Command command) {
        List<String> words = command.arguments();
        String pool = words.get(words.size() - 1);
        return LabRunner.said(comment(command, pool) + "\n");
    }

    /** It does not find a vdev by its GUID. */
    private CommandResult byPath(Command command) {
        List<String> words = command.arguments().stream()
                .map(word -> word.matches("[0-9]+") ? guids.path(word) : word)
                .toList();
        return host.run(with(command, command.program(), words));
    }

    private static List<String> without(List<String> words, String word) {
        return words.stream().filter(w -> !w.equals(word)).toList();
    }

    private static Command with(Command command, String program, List<String> words) {
        return new Command(
                program, words, command.stdin(), command.deadline(), command.modifies(), command.startsDaemon());
    }
}
