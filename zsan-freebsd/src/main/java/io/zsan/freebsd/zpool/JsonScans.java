package io.zsan.freebsd.zpool;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.zpool.JsonStatus.JsonText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The scans in the JSON of a pool. Times are seconds since 1970, in UTC. */
final class JsonScans {
    private static final String STATS = "scan_stats";

    private final JsonText json;

    JsonScans(JsonText json) {
        this.json = json;
    }

    List<Scan> scans(JsonNode pool) {
        if (!pool.has(STATS)) {
            return List.of();
        }
        JsonNode stats = json.object(pool, STATS);
        ImmutableList.Builder<Scan> scans = ImmutableList.builder();
        last(stats).ifPresent(scans::add);
        if (stats.has("rebuild_stats")) {
            for (Map.Entry<String, JsonNode> rebuild :
                    json.object(stats, "rebuild_stats").properties()) {
                rebuild(rebuild.getKey(), rebuild.getValue()).ifPresent(scans::add);
            }
        }
        return scans.build();
    }

    private Optional<Scan> last(JsonNode stats) {
        Optional<String> function = json.optionalText(stats, "function");
        if (function.isEmpty() && stats.has("state")) {
            throw json.unexpected("a scan has a state and no function");
        }
        if (function.isEmpty()
                || function.get().equals("NONE")
                || function.get().equals("ERRORSCRUB")) {
            return Optional.empty();
        }
        Scan.Kind kind = switch (function.get()) {
            case "SCRUB" -> Scan.Kind.SCRUB;
            case "RESILVER" -> Scan.Kind.RESILVER;
            default -> throw json.unexpected("a scan '" + function.get() + "' is unknown");
        };
        return switch (json.text(stats, "state")) {
            case "NONE" -> Optional.empty();
            case "SCANNING" -> Optional.of(running(kind, stats));
            case "FINISHED" -> Optional.of(ended(kind, Optional.empty(), json.number(stats, "processed"), stats));
            case "CANCELED" -> Optional.of(new Scan.Canceled(kind, Optional.empty(), json.digits(stats, "end_time")));
            default -> throw json.unexpected("the scan has an unknown state");
        };
    }

    private Scan running(Scan.Kind kind, JsonNode stats) {
        long total = Math.max(0, json.number(stats, "to_examine") - json.number(stats, "skipped"));
        long issued = json.number(stats, "issued");
        return new Scan.Running(
                kind,
                Optional.empty(),
                json.number(stats, "scrub_pause") != 0,
                json.digits(stats, "start_time"),
                json.number(stats, "examined"),
                issued,
                Optional.empty(),
                total,
                json.number(stats, "processed"),
                share(issued, total),
                Optional.empty());
    }

    private Optional<Scan> rebuild(String vdev, JsonNode stats) {
        return switch (json.text(stats, "state")) {
            case "NONE" -> Optional.empty();
            case "ACTIVE" -> {
                long total = json.number(stats, "to_scan");
                long issued = json.number(stats, "issued");
                yield Optional.of(new Scan.Running(
                        Scan.Kind.REBUILD,
                        Optional.of(vdev),
                        false,
                        json.digits(stats, "start_time"),
                        json.number(stats, "scanned"),
                        issued,
                        Optional.empty(),
                        total,
                        json.number(stats, "rebuilt"),
                        share(issued, total),
                        Optional.empty()));
            }
            case "COMPLETE" ->
                Optional.of(ended(Scan.Kind.REBUILD, Optional.of(vdev), json.number(stats, "rebuilt"), stats));
            case "CANCELED" ->
                Optional.of(new Scan.Canceled(Scan.Kind.REBUILD, Optional.of(vdev), json.digits(stats, "end_time")));
            default -> throw json.unexpected("the rebuild of '" + vdev + "' has an unknown state");
        };
    }

    private Scan ended(Scan.Kind kind, Optional<String> vdev, long bytes, JsonNode stats) {
        long seconds = json.number(stats, "end_time") - json.number(stats, "start_time");
        return new Scan.Finished(
                kind,
                vdev,
                bytes,
                Duration.ofSeconds(Math.max(0, seconds)),
                json.number(stats, "errors"),
                json.digits(stats, "end_time"));
    }

    private static OptionalDouble share(long done, long total) {
        return total == 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * done / total);
    }
}
