package io.zsan.freebsd.zpool;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.zsan.freebsd.zpool.JsonStatus.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The vdevs in the JSON of a pool, in the words of its text. */
final class JsonVdevs {
    private static final String CORRUPTED = "corrupted data";

    /** As {@code zpool} words them in its table. */
    private static final Map<String, String> AUX = ImmutableMap.<String, String>builder()
            .put("OPEN_FAILED", "cannot open")
            .put("CORRUPT_DATA", CORRUPTED)
            .put("NO_REPLICAS", "insufficient replicas")
            .put("BAD_GUID_SUM", "missing device")
            .put("TOO_SMALL", CORRUPTED)
            .put("BAD_LABEL", "invalid label")
            .put("VERSION_NEWER", "newer version")
            .put("VERSION_OLDER", CORRUPTED)
            .put("UNSUP_FEAT", "unsupported feature(s)")
            .put("SPARED", "currently in use")
            .put("ERR_EXCEEDED", "too many errors")
            .put("IO_FAILURE", "experienced I/O failures")
            .put("BAD_LOG", "bad intent log")
            .put("EXTERNAL", "external device fault")
            .put("SPLIT_POOL", "split into new pool")
            .put("BAD_ASHIFT", CORRUPTED)
            .put("EXTERNAL_PERSIST", CORRUPTED)
            .put("ACTIVE", "currently in use")
            .put("CHILDREN_OFFLINE", "all children offline")
            .put("ASHIFT_TOO_BIG", "unsupported minimum blocksize")
            .buildOrThrow();

    private final JsonText json;
    private final ZpoolStatus.Names names;
    private final List<Scan> scans;
    private final boolean resilvering;

    /**
     * @param resilvering whether a resilver of the pool runs; no mark says so, only how much of a leg it has done
     */
    JsonVdevs(JsonText json, ZpoolStatus.Names names, List<Scan> scans, boolean resilvering) {
        this.json = json;
        this.names = names;
        this.scans = scans;
        this.resilvering = resilvering;
    }

    List<Vdev> under(JsonNode node, String key) {
        ImmutableList.Builder<Vdev> vdevs = ImmutableList.builder();
        int index = 0;
        for (Map.Entry<String, JsonNode> child : json.object(node, key).properties()) {
            if (!json.text(child.getValue(), "name").equals(child.getKey())) {
                throw json.unexpected("'" + child.getKey() + "' is not its own name");
            }
            vdevs.add(vdev(child.getValue(), index++));
        }
        return vdevs.build();
    }

    private Vdev vdev(JsonNode vdev, int index) {
        String type = json.text(vdev, "vdev_type");
        Optional<String> aux = json.optionalText(vdev, "aux");
        if (aux.isPresent() && !AUX.containsKey(aux.get())) {
            throw json.unexpected("the trouble '" + aux.get() + "' is unknown");
        }
        ZfsState state = state(json.text(vdev, "state"), aux.orElse(""));
        boolean spare = state == ZfsState.AVAIL || state == ZfsState.INUSE;
        Optional<Vdev.Errors> errors = spare && !vdev.has("read_errors")
                ? Optional.empty()
                : Optional.of(new Vdev.Errors(
                        json.number(vdev, "read_errors"),
                        json.number(vdev, "write_errors"),
                        json.number(vdev, "checksum_errors")));
        List<Vdev> children = vdev.has("vdevs") ? children(vdev) : List.of();
        Optional<String> was = vdev.has("not_present") ? Optional.of(json.text(vdev, "was")) : Optional.empty();
        return new Vdev(
                name(vdev, type, index),
                Optional.of(state),
                errors,
                was,
                was.isPresent() ? Optional.empty() : aux.map(AUX::get),
                marks(vdev, state, children.isEmpty()),
                children);
    }

    /**
     * What a vdev has resilvered it wrote to a device below it: where none says so, that was lost, and each that is ONLINE
     * may be the one.
     */
    private List<Vdev> children(JsonNode vdev) {
        List<Vdev> children = under(vdev, "vdevs");
        boolean known = children.stream().flatMap(Vdev::all).anyMatch(Vdev::resilvering);
        return known || !resilvered(vdev)
                ? children
                : children.stream().map(Vdev::withLeavesResilvering).toList();
    }

    private boolean resilvered(JsonNode vdev) {
        return resilvering && has(vdev, "scan_processed") || rebuilding() && has(vdev, "rebuild_processed");
    }

    private String name(JsonNode vdev, String type, int index) {
        String guid = json.digits(vdev, "guid");
        String name = json.text(vdev, "name");
        if (type.equals("root")) {
            return name;
        }
        if (names == ZpoolStatus.Names.GUIDS) {
            return guid;
        }
        // With -g the name is the GUID.
        String shown = name.equals(guid) ? type + "-" + index : name;
        return vdev.has("not_present") ? guid : json.optionalText(vdev, "path").orElse(shown);
    }

    private List<String> marks(JsonNode vdev, ZfsState state, boolean leaf) {
        ImmutableList.Builder<String> marks = ImmutableList.builder();
        if (has(vdev, "removing")) {
            marks.add("removing");
        } else if (has(vdev, "noalloc")) {
            marks.add("non-allocating");
        }
        if (leaf && state == ZfsState.ONLINE) {
            if (resilvered(vdev)) {
                marks.add("resilvering");
            } else if (has(vdev, "resilver_deferred")) {
                marks.add("awaiting resilver");
            }
        }
        return marks.build();
    }

    private boolean rebuilding() {
        return scans.stream().anyMatch(s -> s instanceof Scan.Running && s.kind() == Scan.Kind.REBUILD);
    }

    private boolean has(JsonNode vdev, String count) {
        JsonNode value = vdev.path(count);
        return value.isBoolean() ? value.asBoolean() : !value.isMissingNode() && json.number(vdev, count) != 0;
    }

    private ZfsState state(String word, String aux) {
        return switch (word) {
            case "CANT_OPEN" ->
                switch (aux) {
                    case "CORRUPT_DATA", "BAD_LOG" -> ZfsState.FAULTED;
                    case "SPLIT_POOL" -> ZfsState.SPLIT;
                    default -> ZfsState.UNAVAIL;
                };
            case "CLOSED" -> ZfsState.OFFLINE;
            default ->
                ZfsState.of(word)
                        .filter(s -> s != ZfsState.SUSPENDED)
                        .orElseThrow(() -> json.unexpected("'" + word + "' is no state of a vdev"));
        };
    }
}
