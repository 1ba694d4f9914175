package io.zsan.testkit.timeline;

import io.zsan.ledger.LegState;
import io.zsan.ledger.Ownership;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.PoolName;
import io.zsan.testkit.sim.recording.Recording;
import io.zsan.testkit.sim.recording.Span;
import io.zsan.testkit.sim.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What the ledger says: of each pool who has it in which epoch, and which legs are in sync. */
final class LedgerLane {
    private static final int OWNER = 16;
    private static final int LEG = 10;

    private final Schedule schedule;
    private final Recording recording;
    private final FaultBars faults;

    private record Stage(String style, String words) {
        static Stage of(PoolRecord pool) {
            return new Stage(Style.of(pool.ownership()), Style.words(pool.ownership()) + " · e" + pool.epoch());
        }
    }

    LedgerLane(Schedule schedule, Recording recording, FaultBars faults) {
        this.schedule = schedule;
        this.recording = recording;
        this.faults = faults;
    }

    void draw(Canvas canvas) {
        canvas.lane("ledger", "the ledger: owners, epochs and in-sync sets, as they were committed");
        faults.ofTheLedger(canvas);
        SortedMap<PoolName, List<Span<PoolRecord>>> pools =
                recording.pools().until(canvas.scale().end());
        pools.forEach((name, spans) -> pool(canvas, name.text(), spans));
        canvas.endLane();
    }

    private void pool(Canvas canvas, String name, List<Span<PoolRecord>> spans) {
        String colour = Style.pool(schedule, name);
        List<Bar> owners = new ArrayList<>();
        for (Span<Stage> span : Span.of(spans, Stage::of)) {
            Stage stage = span.value();
            String more = spans.stream()
                    .filter(record -> record.to() == span.to())
                    .map(record -> more(record.value().ownership()))
                    .collect(Collectors.joining());
            owners.add(Bar.of(span, colour + " " + stage.style(), stage.words(), name + ": " + stage.words() + more));
        }
        canvas.row(name, OWNER, List.of(owners));
        int mirrors =
                spans.stream().mapToInt(s -> s.value().mirrors().size()).max().orElse(0);
        for (int mirror = 0; mirror < mirrors; mirror++) {
            String row = mirrors == 1 ? "legs" : "mirror " + mirror;
            for (List<Span<LegSlots.Place>> place : LegSlots.of(spans, mirror)) {
                canvas.row(
                        row,
                        LEG,
                        List.of(place.stream().map(span -> leg(name, span)).toList()));
                row = "";
            }
        }
        int unused = canvas.space(4);
    }

    private static String more(Ownership ownership) {
        if (ownership instanceof Ownership.TakingOver taking) {
            return "\nfenced: " + taking.fenced()
                    + taking.acceptance().map(word -> "\naccepted: " + word).orElse("");
        }
        return ownership instanceof Ownership.Importing importing ? "\ncleared: " + importing.cleared() : "";
    }

    private static Bar leg(String pool, Span<LegSlots.Place> span) {
        LegSlots.Place place = span.value();
        if (place.lun().isEmpty() || place.state().isEmpty()) {
            return Bar.of(span, "leg gone", "", pool + ": no leg");
        }
        LegState state = place.state().get();
        String label = place.lun().get() + (state == LegState.IN_SYNC ? "" : " " + Style.words(state));
        return Bar.of(span, Style.of(state), label, pool + ": " + place.lun().get() + " is " + Style.words(state));
    }
}
