package io.zsan.freebsd.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.zsan.error.InvalidInput;
import io.zsan.freebsd.exec.SshHost;
import io.zsan.model.DatabaseNode;
import io.zsan.model.Disk;
import io.zsan.model.DiskSerial;
import io.zsan.model.FailureDomain;
import io.zsan.model.Fleet;
import io.zsan.model.Iqn;
import io.zsan.model.LunId;
import io.zsan.model.NodeName;
import io.zsan.model.Portal;
import io.zsan.model.StorageNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A fleet as a file in TOML:
 *
 * <pre>
 * target-base = "iqn.2026-11.com.example:san"
 * chap-key = "/etc/zsan/chap.key"  # logins show a secret that is derived from it; default: a LUN is granted to a name alone
 *
 * [ssh]                            # what all nodes have in common
 * user = "root"
 * key = "/etc/zsan/id_ed25519"     # relative: to the directory of this file
 * known-hosts = "/etc/zsan/known_hosts"
 *
 * [[storage]]
 * name = "s1"
 * domain = "rack-1"
 * portal = "10.0.0.11"
 * ssh.host = "s1.example.com"
 * scratch = ["WD-WX1"]             # disks that the driver contract may export, write and wipe; default: none
 *
 * [[storage.disk]]
 * serial = "WD-WX1"
 * size = "256 MiB"                 # or bytes
 * sector = 512                     # the default
 *
 * [[database]]
 * name = "d1"
 * initiator = "iqn.2026-11.com.example:d1"
 * ssh.host = "d1.example.com"
 * power-cycle = ["/usr/local/bin/ipmi", "d1", "cycle"]
 * </pre>
 *
 * <p>A table {@code ssh} has {@code host}, {@code port} (22), {@code user} (root), {@code key}, {@code known-hosts} and
 * {@code prefix}; a node may also have the {@link Hooks} {@code stop}, {@code start} and {@code power-cycle}. A key that is
 * not known is refused: a misspelt one must not be a default.
 *
 * @param ssh how to reach each node
 * @param hooks what each node has of them
 * @param chapKey the file of a {@link io.zsan.freebsd.chap.MasterKey}; it is not read here
 * @param scratch disks that are there to be tried out on; nothing but a test looks at this
 */
public record FleetFile(
        Fleet fleet,
        Map<NodeName, SshHost> ssh,
        Map<NodeName, Hooks> hooks,
        Optional<Path> chapKey,
        Set<LunId> scratch) {
    private static final int DEFAULT_SECTOR = 512;
    private static final Pattern KEY_ITSELF = Pattern.compile("[0-9a-fA-F]{64}");

    public FleetFile {
        ssh = ImmutableSortedMap.copyOf(ssh);
        hooks = ImmutableSortedMap.copyOf(hooks);
        scratch = ImmutableSortedSet.copyOf(scratch);
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInput if it cannot be read or is not right; the message names the file, the table and the key
     */
    public static FleetFile read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new InvalidInput("cannot read the fleet file " + file + ": " + e, e);
        }
        return new Reader(file).parse(text);
    }

    /**
     * Parses the text of a file.
     *
     * @param file where it comes from, for messages and relative paths
     */
    public static FleetFile parse(Path file, String text) {
        return new Reader(file).parse(text);
    }

    /** How to reach a node of the fleet. */
    public SshHost ssh(NodeName node) {
        return of(ssh, node);
    }

    /** The hooks of a node of the fleet. */
    public Hooks hooks(NodeName node) {
        return of(hooks, node);
    }

    private static <T> T of(Map<NodeName, T> map, NodeName node) {
        T value = map.get(node);
        if (value == null) {
            throw new InvalidInput("there is no node '" + node + "'; the fleet has " + map.keySet());
        }
        return value;
    }

    private static final class Reader {
        private final Path file;
        private final String label;
        private final Map<NodeName, SshHost> ssh = new TreeMap<>();
        private final Map<NodeName, Hooks> hooks = new TreeMap<>();
        private final Set<LunId> scratch = new TreeSet<>();

        Reader(Path file) {
            this.file = file;
            this.label = file.toString();
        }

        FleetFile parse(String text) {
            TomlTable root = new TomlTable(label, "", tree(text));
            Iqn base = root.text("target-base", Iqn::new);
            Optional<Path> chapKey = root.optionalText("chap-key", this::keyFile);
            Optional<SshDefaults> defaults = root.table("ssh").map(table -> {
                SshDefaults common = sshSettings(table);
                table.end();
                return common;
            });
            SshDefaults common = defaults.orElse(SshDefaults.NONE);
            List<StorageNode> storage = new ArrayList<>();
            for (TomlTable table : root.tables("storage")) {
                storage.add(storage(table, common));
            }
            List<DatabaseNode> database = new ArrayList<>();
            for (TomlTable table : root.tables("database")) {
                database.add(database(table, common));
            }
            root.end();
            Fleet fleet;
            try {
                fleet = new Fleet(base, storage, database);
            } catch (InvalidInput e) {
                throw new InvalidInput(label + ": " + e.getMessage(), e);
            }
            return new FleetFile(fleet, ssh, hooks, chapKey, scratch);
        }

        private JsonNode tree(String text) {
            try {
                return new TomlMapper().readTree(text);
            } catch (JsonProcessingException e) {
                String where = e.getLocation() == null
                        ? ""
                        : " in line " + e.getLocation().getLineNr();
                String what = e.getOriginalMessage().lines().findFirst().orElse("");
                throw new InvalidInput(label + ": not TOML" + where + ": " + what, e);
            }
        }

        private StorageNode storage(TomlTable table, SshDefaults common) {
            NodeName name = table.text("name", NodeName::new);
            FailureDomain domain = table.text("domain", FailureDomain::new);
            Portal portal = table.text("portal", Portal::parse);
            ImmutableList.Builder<Disk> disks = ImmutableList.builder();
            for (TomlTable disk : table.tables("disk")) {
                disks.add(disk(disk));
            }
            StorageNode node = new StorageNode(name, domain, portal, disks.build());
            table.in("scratch", t -> scratch.addAll(scratch(node, t)));
            reached(name, table, common);
            return node;
        }

        /** A misspelt serial must not leave another disk to be tried out on, nor none. */
        private static List<LunId> scratch(StorageNode node, TomlTable table) {
            List<LunId> ids = table.texts("scratch", "serials of disks", DiskSerial::new).stream()
                    .map(serial -> new LunId(node.name(), serial))
                    .toList();
            for (LunId id : ids) {
                if (node.disks().stream().noneMatch(disk -> disk.serial().equals(id.disk()))) {
                    throw new InvalidInput("node " + node.name() + " has no disk " + id.disk());
                }
            }
            if (ids.stream().distinct().count() < ids.size()) {
                throw new InvalidInput("a disk stands twice in " + ids);
            }
            return ids;
        }

        private static Disk disk(TomlTable table) {
            DiskSerial serial = table.text("serial", DiskSerial::new);
            long size = table.size("size");
            int sector = table.integer("sector").orElse(DEFAULT_SECTOR);
            table.end();
            return table.in("size", t -> new Disk(serial, size, sector));
        }

        private DatabaseNode database(TomlTable table, SshDefaults common) {
            NodeName name = table.text("name", NodeName::new);
            Iqn initiator = table.text("initiator", Iqn::new);
            reached(name, table, common);
            return new DatabaseNode(name, initiator);
        }

        private void reached(NodeName name, TomlTable table, SshDefaults common) {
            hooks.put(name, new Hooks(table.words("stop"), table.words("start"), table.words("power-cycle")));
            TomlTable own = table.table("ssh")
                    .orElseThrow(() -> new InvalidInput(
                            label + ": node " + name + ", key 'ssh' is missing; give at" + " least ssh.host"));
            table.end();
            String host = own.text("host", text -> text);
            SshDefaults settings = sshSettings(own).over(common);
            own.end();
            ssh.put(name, own.in("host", t -> settings.host(host, label + ": node " + name)));
        }

        private SshDefaults sshSettings(TomlTable table) {
            return new SshDefaults(
                    table.integer("port"),
                    table.optionalText("user", text -> text),
                    table.optionalText("key", this::path),
                    table.optionalText("known-hosts", this::path),
                    table.words("prefix"));
        }

        /** A key in the place of its file would be repeated wherever the file is named. */
        private Path keyFile(String text) {
            if (KEY_ITSELF.matcher(text).matches()) {
                throw new InvalidInput("is a key itself; put it into a file that only its owner can read, name the file"
                        + " here, and make a new key if others could read this one");
            }
            return path(text);
        }

        private Path path(String text) {
            Path parent = file.toAbsolutePath().getParent();
            return parent == null ? Path.of(text) : parent.resolve(text).normalize();
        }
    }
}
