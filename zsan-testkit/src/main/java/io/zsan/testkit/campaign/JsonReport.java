package io.zsan.testkit.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zsan.testkit.sim.Breach;
import io.zsan.testkit.sim.Run;
import io.zsan.testkit.sim.TraceLine;
import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.PoolSetup;
import io.zsan.testkit.sim.schedule.Schedule;
import io.zsan.testkit.sim.schedule.Setup;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** The same for programs: one JSON document. Times are in seconds. */
public final class JsonReport implements Report {
    private final JsonMapper mapper =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private final PrintStream out;

    public JsonReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void campaign(Experiment experiment, Seeds seeds, Statistics met, Duration took, List<Diagnosis> diagnoses) {
        ObjectNode root = mapper.createObjectNode();
        root.put("profile", experiment.profile().name());
        root.put("firstSeed", seeds.first());
        root.put("seedsWanted", seeds.count());
        root.put("seeds", met.seeds());
        root.put("tookSeconds", seconds(took));
        root.put("seedsPerSecond", met.seeds() / Math.max(0.001, seconds(took)));
        root.put("simulatedHours", met.simulated().toSeconds() / 3600.0);
        root.set("faults", mapper.valueToTree(met.faults()));
        root.set("actions", mapper.valueToTree(met.actions()));
        root.set("deeds", mapper.valueToTree(met.deeds()));
        root.set("requests", mapper.valueToTree(met.requests()));
        root.set("notes", mapper.valueToTree(met.notes()));
        root.put("acceptedLosses", met.acceptances());
        root.set("neverMet", mapper.valueToTree(met.coverage()));
        root.put("violations", met.failures().size());
        ArrayNode failures = root.putArray("failures");
        met.failures().forEach(f -> failures.add(breach(f.breach()).put("seed", f.seed())));
        ArrayNode shown = root.putArray("diagnoses");
        diagnoses.forEach(d -> shown.add(diagnosis(d)));
        print(root);
    }

    @Override
    public void brokenRules(List<BrokenRule> rules, List<Diagnosis> diagnoses) {
        ObjectNode root = mapper.createObjectNode();
        ArrayNode rows = root.putArray("rules");
        for (BrokenRule broken : rules) {
            ObjectNode row = rows.addObject();
            row.put("rule", broken.rule().name());
            row.put("words", broken.rule().words());
            row.put("caught", broken.caught());
            row.put("seeds", broken.hunt().seeds());
            row.put("failAnyway", broken.hunt().anyway());
            broken.hunt()
                    .caught()
                    .ifPresent(f -> row.set("failure", breach(f.breach()).put("seed", f.seed())));
        }
        root.put("caught", rules.stream().filter(BrokenRule::caught).count());
        ArrayNode shown = root.putArray("diagnoses");
        diagnoses.forEach(d -> shown.add(diagnosis(d)));
        print(root);
    }

    @Override
    public void replay(Experiment experiment, Run run) {
        ObjectNode root = mapper.createObjectNode();
        root.put("profile", experiment.profile().name());
        root.set("broken", mapper.valueToTree(experiment.broken()));
        root.set("schedule", schedule(run.schedule()));
        root.put("simulatedSeconds", seconds(run.simulated()));
        root.put(
                "digest",
                String.format(java.util.Locale.ROOT, "%016x", run.trace().digest()));
        root.put("violations", run.clean() ? 0 : 1);
        ArrayNode breaches = root.putArray("breaches");
        run.breaches().forEach(b -> breaches.add(breach(b)));
        root.set("trace", trace(run.trace().lines()));
        print(root);
    }

    private ObjectNode diagnosis(Diagnosis found) {
        ObjectNode node = mapper.createObjectNode();
        node.put("seed", found.schedule().seed());
        node.put("replay", found.replay());
        node.set("breach", breach(found.breach()));
        node.put("faults", found.schedule().faults().size());
        node.put("runs", found.shrunk().runs());
        node.set("shrunk", schedule(found.shrunk().schedule()));
        node.set("shrunkBreach", breach(found.shrunk().breach()));
        node.set("lastEvents", trace(found.last()));
        node.put("timeline", found.timeline().toString());
        return node;
    }

    private ObjectNode breach(Breach breach) {
        return mapper.createObjectNode()
                .put("invariant", breach.invariant())
                .put("at", breach.nanos() / 1e9)
                .put("what", breach.what());
    }

    private ObjectNode schedule(Schedule schedule) {
        Setup setup = schedule.setup();
        ObjectNode node = mapper.createObjectNode();
        node.put("seed", schedule.seed());
        node.put("storageNodes", setup.storageNodes());
        node.put("disks", setup.disks());
        node.put("databaseNodes", setup.databaseNodes());
        node.put("controllers", setup.controllers());
        node.put("disconnectMode", setup.policy().disconnectMode().name());
        node.put("minInSync", setup.policy().minInSync());
        node.put("interval", seconds(setup.interval()));
        node.put("suspicion", seconds(setup.suspicion()));
        node.put("boot", seconds(setup.boot()));
        node.put("faultsUntil", seconds(setup.faultsUntil()));
        ArrayNode pools = node.putArray("pools");
        for (PoolSetup pool : setup.pools()) {
            pools.addObject()
                    .put("name", pool.name())
                    .put("mirrors", pool.mirrors())
                    .put("width", pool.width())
                    .put("log", pool.log());
        }
        ArrayNode faults = node.putArray("faults");
        for (Fault fault : schedule.faults()) {
            faults.addObject()
                    .put("at", seconds(fault.at()))
                    .put("kind", fault.kind().name())
                    .put("on", fault.on())
                    .put("other", fault.other())
                    .put("lasts", seconds(fault.lasts()));
        }
        return node;
    }

    private ArrayNode trace(List<TraceLine> lines) {
        ArrayNode trace = mapper.createArrayNode();
        for (TraceLine line : lines) {
            trace.addObject()
                    .put("at", line.nanos() / 1e9)
                    .put("kind", line.kind())
                    .put("lane", line.lane())
                    .put("text", line.text());
        }
        return trace;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private void print(ObjectNode root) {
        try {
            out.println(mapper.writeValueAsString(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report could not be written as JSON", e);
        }
    }
}
