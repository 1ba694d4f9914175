package io.zsan.lab.driver;

import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.zpool.LabelReading;
import io.zsan.freebsd.zpool.ZdbLabel;
import io.zsan.lab.host.DatabaseHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The GUIDs of vdevs, which {@code zpool status} of zfs-fuse does not tell: from the label of a leg that answers. What was
 * learned of a tree is kept, so that no label is read while a leg is frozen and the tree is as before. Thread-safe.
 */
final class VdevGuids {
    private static final Pattern ROW = Pattern.compile("\t( *)(\\S+)( +)([A-Z]+)( .*)?");
    private static final String DISK = "/dev/diskid/";

    private final DatabaseHost host;
    private final Map<List<String>, Map<String, String>> known = new ConcurrentHashMap<>();

    VdevGuids(DatabaseHost host) {
        this.host = host;
    }

    private record Node(int depth, String name, String state) {}

    /** The same status with GUIDs for names; a vdev whose GUID cannot be told keeps its name. */
    String inPlaceOfNames(String status, Duration deadline) {
        List<Node> nodes = new ArrayList<>();
        for (String line : status.lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && !row.group(2).equals("NAME")) {
                nodes.add(new Node(row.group(1).length() / 2, row.group(2), row.group(4)));
            }
        }
        List<String> shape = nodes.stream().map(n -> n.depth() + " " + n.name()).toList();
        Map<String, String> guids = known.get(shape);
        if (guids == null) {
            guids = learn(nodes, deadline);
            if (guids.size() == nodes.stream().filter(n -> n.depth() > 0).count()) {
                known.put(shape, guids);
            }
        }
        return replace(status, guids);
    }

    /** The path of a leg whose GUID was learned before; the GUID itself where it was not. */
    String path(String guid) {
        return known.values().stream()
                .flatMap(guids -> guids.entrySet().stream())
                .filter(entry -> entry.getValue().equals(guid) && entry.getKey().startsWith("/"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(guid);
    }

    private Map<String, String> learn(List<Node> nodes, Duration deadline) {
        List<ZdbLabel.Tree> trees = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        Set<String> answering = new TreeSet<>();
        host.sessions().stream()
                .filter(DatabaseHost.Session::connected)
                .forEach(s -> s.device().ifPresent(d -> answering.add(DISK + "DISK-" + d.serial())));
        for (Node node : nodes) {
            if (node.state().equals("ONLINE") && answering.contains(node.name()) && seen.add(node.name())) {
                label(node.name(), deadline).ifPresent(trees::add);
            }
        }
        Map<String, String> guids = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node.depth() == 0) {
                continue;
            }
            if (node.name().matches("[0-9]+")) {
                guids.put(node.name(), node.name());
                continue;
            }
            // A device that is missing since an import is shown by its GUID.
            Set<String> leaves = new TreeSet<>();
            leaves(nodes, i).forEach(name -> leaves.add(leafGuid(trees, name)));
            trees.stream()
                    .flatMap(ZdbLabel.Tree::all)
                    .filter(tree -> leaves(tree).equals(leaves))
                    .filter(tree ->
                            node.name().startsWith("/") == tree.children().isEmpty())
                    .findFirst()
                    .ifPresent(tree -> guids.put(node.name(), tree.guid().toString()));
        }
        return guids;
    }

    private static Set<String> leaves(List<Node> nodes, int at) {
        Set<String> leaves = new TreeSet<>();
        if (nodes.get(at).name().startsWith("/") || nodes.get(at).name().matches("[0-9]+")) {
            leaves.add(nodes.get(at).name());
        }
        for (int i = at + 1;
                i < nodes.size() && nodes.get(i).depth() > nodes.get(at).depth();
                i++) {
            leaves.addAll(leaves(nodes, i));
        }
        return leaves;
    }

    private static String leafGuid(List<ZdbLabel.Tree> trees, String name) {
        return trees.stream()
                .flatMap(tree -> tree.leaves().stream())
                .filter(leaf -> leaf.path().equals(Optional.of(name)))
                .map(leaf -> leaf.guid().toString())
                .findFirst()
                .orElse(name);
    }

    private static Set<String> leaves(ZdbLabel.Tree tree) {
        Set<String> leaves = new TreeSet<>();
        tree.leaves().forEach(leaf -> leaves.add(leaf.guid().toString()));
        return leaves;
    }

    private Optional<ZdbLabel.Tree> label(String path, Duration deadline) {
        CommandResult result = LabelText.openZfs(
                host.run(Command.reading("/sbin/zdb", "-l", path).within(deadline)));
        LabelReading reading = LabelReading.parse(result.exit(), result.out(), result.err());
        return reading.label().flatMap(ZdbLabel::member).map(ZdbLabel.Member::tree);
    }

    /** The columns stay where they are. */
    private static String replace(String status, Map<String, String> guids) {
        int widest = guids.values().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder out = new StringBuilder();
        for (String line : status.lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String name = guids.getOrDefault(row.group(2), row.group(2));
                int width = row.group(2).length() + row.group(3).length() + widest;
                String rest = line.substring(row.start(4));
                out.append('\t')
                        .append(row.group(1))
                        .append(name)
                        .append(" ".repeat(width - name.length()))
                        .append(rest);
            } else {
                out.append(line);
            }
            out.append('\n');
        }
        return out.toString();
    }
}
