package io.zsan.lab;

import io.zsan.ResilverProgress;
import io.zsan.SanListener;
import io.zsan.act.Action;
import io.zsan.act.Outcome;
import io.zsan.decide.Note;
import io.zsan.lab.process.Timeline;
import java.time.Duration;

/** Puts into the timeline what the service does. */
final class Scribe implements SanListener {
    private final Timeline timeline;

    Scribe(Timeline timeline) {
        this.timeline = timeline;
    }

    @Override
    public void recorded(String what) {
        timeline.note("ledger", what);
    }

    @Override
    public void ended(Action action, Outcome outcome, Duration took) {
        timeline.note("zsan", action + ": " + outcome + " in " + took.toMillis() + " ms");
    }

    @Override
    public void noted(Note note) {
        timeline.note("zsan", note.toString());
    }

    @Override
    public void resilvering(ResilverProgress progress) {
        timeline.note("zsan", progress.toString());
    }
}
