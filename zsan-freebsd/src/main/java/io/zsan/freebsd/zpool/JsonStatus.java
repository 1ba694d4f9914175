package io.zsan.freebsd.zpool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.zsan.error.UnexpectedOutput;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON of {@code zpool status -j -p --json-int}, as OpenZFS prints it from 2.3 on. What it does not know it refuses where
 * that could be bad news (states, classes of trouble, kinds of scans); further numbers are passed over.
 */
final class JsonStatus {
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(JsonNode.class);

    /** Keys of a pool under which vdevs stand beside the data, and the headings of the text for them. */
    private static final Map<String, String> SECTIONS = ImmutableMap.of(
            "dedup", "dedup", "special", "special", "logs", "logs", "l2cache", "cache", "spares", "spares");

    private final JsonText json;
    private final ZpoolStatus.Names names;

    private JsonStatus(String out, ZpoolStatus.Names names) {
        this.json = new JsonText(out);
        this.names = names;
    }

    static List<PoolStatus> parse(String out, ZpoolStatus.Names names) {
        return new JsonStatus(out, names).pools(out);
    }

    private List<PoolStatus> pools(String out) {
        // One document on one line: where that is not so, something was lost or came between.
        if (out.chars().anyMatch(c -> c != '\n' && Character.isISOControl(c))
                || out.indexOf('\n') != out.length() - 1) {
            throw json.unexpected("it is not one line with its end");
        }
        JsonNode top;
        try {
            top = READER.readTree(out);
        } catch (JsonProcessingException e) {
            throw json.unexpected("it is no JSON");
        }
        JsonNode version = json.object(top, "output_version");
        if (!json.text(version, "command").equals("zpool status") || json.number(version, "vers_major") != 0) {
            throw json.unexpected("it is the output of another command, or has a new form");
        }
        ImmutableList.Builder<PoolStatus> pools = ImmutableList.builder();
        for (Map.Entry<String, JsonNode> pool : json.object(top, "pools").properties()) {
            pools.add(pool(pool.getKey(), pool.getValue()));
        }
        return pools.build();
    }

    private PoolStatus pool(String key, JsonNode pool) {
        String name = json.text(pool, "name");
        ZfsState state = ZfsState.of(json.text(pool, "state"))
                .filter(s -> s != ZfsState.AVAIL && s != ZfsState.INUSE)
                .orElseThrow(() -> json.unexpected("pool '" + name + "' has an unknown state"));
        List<Scan> scans = new JsonScans(json).scans(pool);
        boolean resilvering = scans.stream().anyMatch(s -> s instanceof Scan.Running && s.kind() == Scan.Kind.RESILVER);
        JsonVdevs vdevs = new JsonVdevs(json, names, scans, resilvering);
        List<Vdev> roots = vdevs.under(pool, "vdevs");
        if (!key.equals(name) || roots.size() != 1) {
            throw json.unexpected("pool '" + key + "' does not begin with itself");
        }
        ImmutableMap.Builder<String, List<Vdev>> sections = ImmutableMap.builder();
        SECTIONS.forEach((section, heading) -> {
            if (pool.has(section)) {
                sections.put(heading, vdevs.under(pool, section));
            }
        });
        PoolStatus status = new PoolStatus(
                name,
                state,
                sentence(pool, "status"),
                sentence(pool, "action"),
                json.optionalText(pool, "moreinfo"),
                scans,
                roots.get(0),
                sections.buildOrThrow(),
                errors(pool));
        check(status, pool);
        // A resilver hides the word. Only a pool that is suspended does not tell how many errors it has.
        return status.resilvering() && status.errors() instanceof DataErrors.Unsaid ? status.asSuspended() : status;
    }

    private Optional<String> sentence(JsonNode pool, String key) {
        return json.optionalText(pool, key).map(text -> text.strip().replaceAll("\\s*\n\\s*", " "));
    }

    private DataErrors errors(JsonNode pool) {
        if (!pool.has("error_count")) {
            return new DataErrors.Unsaid();
        }
        long count = json.number(pool, "error_count");
        JsonNode list = pool.path("errlist");
        if (list.isArray() && !list.isEmpty()) {
            ImmutableList.Builder<String> files = ImmutableList.builder();
            list.forEach(file -> files.add(file.asText()));
            return new DataErrors.Files(files.build());
        }
        return count == 0 && list.isMissingNode() ? new DataErrors.None() : new DataErrors.Count(Math.max(1, count));
    }

    /** A name that stands twice gets the numbers of the first one (OpenZFS looks each vdev up by name again). */
    private void check(PoolStatus status, JsonNode pool) {
        Set<String> guids = new HashSet<>();
        for (String section : ImmutableList.<String>builder()
                .add("vdevs")
                .addAll(SECTIONS.keySet())
                .build()) {
            unique(pool.path(section), guids);
        }
        status.contradiction().ifPresent(what -> {
            throw json.unexpected(what);
        });
    }

    private void unique(JsonNode vdevs, Set<String> guids) {
        for (JsonNode vdev : vdevs) {
            if (!guids.add(json.digits(vdev, "guid"))) {
                throw json.unexpected("two vdevs have one GUID; ask again with -g");
            }
            unique(vdev.path("vdevs"), guids);
        }
    }

    /** Members of the document, each of the type that it must have. */
    static final class JsonText {
        private final String out;

        JsonText(String out) {
            this.out = out;
        }

        JsonNode object(JsonNode node, String name) {
            JsonNode value = node.path(name);
            if (!value.isObject()) {
                throw unexpected("'" + name + "' is no object");
            }
            return value;
        }

        String text(JsonNode node, String name) {
            return optionalText(node, name).orElseThrow(() -> unexpected("'" + name + "' is missing"));
        }

        Optional<String> optionalText(JsonNode node, String name) {
            JsonNode value = node.path(name);
            if (value.isMissingNode()) {
                return Optional.empty();
            }
            if (!value.isTextual() || value.asText().indexOf(0xfffd) >= 0) {
                throw unexpected("'" + name + "' is no text");
            }
            return Optional.of(value.asText());
        }

        /** A whole number, by itself or in quotes. */
        String digits(JsonNode node, String name) {
            JsonNode value = node.path(name);
            if (!(value.isIntegralNumber() || value.isTextual())
                    || !value.asText().matches("0|[1-9][0-9]{0,19}")) {
                throw unexpected("'" + name + "' is no number");
            }
            return value.asText();
        }

        long number(JsonNode node, String name) {
            try {
                return Long.parseLong(digits(node, name));
            } catch (NumberFormatException tooLarge) {
                return Long.MAX_VALUE;
            }
        }

        UnexpectedOutput unexpected(String why) {
            return new UnexpectedOutput("cannot understand 'zpool status -j': " + why, out);
        }
    }
}
