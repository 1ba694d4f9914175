package io.zsan.lab.host;

import com.google.common.collect.ImmutableList;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.model.Iqn;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks targets by a login beside the sessions that there are, under the name of the initiator. Thread-safe. */
final class TargetProbe {
    /** How long a target may take to answer. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Pattern SERIAL = Pattern.compile("Unit Serial Number:\\[ *(\\S+) *\\]\\s*");
    private static final Pattern SIZE = Pattern.compile("(?m)^Total size:([0-9]+)$");
    private static final Pattern SECTOR = Pattern.compile("(?m)^LOGICAL BLOCK LENGTH IN BYTES:([0-9]+)$");

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "lab-probe");
        thread.setDaemon(true);
        return thread;
    });

    private final Iqn initiator;
    private final CommandRunner runner;

    TargetProbe(Iqn initiator, CommandRunner runner) {
        this.initiator = initiator;
        this.runner = runner;
    }

    /** The serials of the LUNs of those that answer. They are asked side by side: a silent one holds up none but itself. */
    Map<Exporter, String> serials(List<Exporter> exporters) {
        Map<Exporter, CompletableFuture<Optional<String>>> asked = new LinkedHashMap<>();
        exporters.forEach(e -> asked.put(e, CompletableFuture.supplyAsync(() -> serial(e), THREADS)));
        Map<Exporter, String> serials = new LinkedHashMap<>();
        asked.forEach((exporter, answer) -> answer.join().ifPresent(serial -> serials.put(exporter, serial)));
        return serials;
    }

    private Optional<String> serial(Exporter exporter) {
        return ask("/usr/bin/iscsi-inq", exporter, "-e", "1", "-c", "128").flatMap(out -> group(SERIAL, out));
    }

    /** The LUN with this serial; empty if its target does not answer. */
    Optional<Exporter.Device> device(Exporter exporter, String serial) {
        Optional<String> capacity = ask("/usr/bin/iscsi-readcapacity16", exporter);
        Optional<String> size = capacity.flatMap(out -> group(SIZE, out));
        Optional<String> sector = capacity.flatMap(out -> group(SECTOR, out));
        if (size.isEmpty() || sector.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Exporter.Device(serial, Long.parseLong(size.get()), Integer.parseInt(sector.get())));
    }

    private Optional<String> ask(String program, Exporter exporter, String... options) {
        List<String> words = ImmutableList.<String>builder()
                .add("-i", initiator.text())
                .add(options)
                .add("iscsi://" + exporter.portal.host() + ":" + exporter.portal.port() + "/" + exporter.target + "/1")
                .build();
        try {
            CommandResult result = runner.run(Command.reading(program, words).within(PATIENCE));
            return result.succeeded() ? Optional.of(result.out()) : Optional.empty();
        } catch (OutcomeUnknown silent) {
            return Optional.empty();
        }
    }

    private static Optional<String> group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
