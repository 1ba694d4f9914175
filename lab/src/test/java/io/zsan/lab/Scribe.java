package io.zsan.lab;

import io.zsan.ResilverProgress;
import io.zsan.SanListener;
import io.zsan.act.Action;
import io.zsan.act.Outcome;
import io.zsan.decide.Note;
import io.zsan.lab.process.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Puts into the timeline what the service does. */
final class Scribe implements SanListener {
    private final Timeline timeline;
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final List<ResilverProgress> progress = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> recorder = what -> {};
    private String last = "";

    Scribe(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Called with each change of the ledger, when it is durable. */
    void onRecorded(Consumer<String> value) {
        recorder = value;
    }

    /** What decisions had to say. */
    List<String> notes() {
        return notes;
    }

    /** How far resilvers were. */
    List<ResilverProgress> progress() {
        return progress;
    }

    @Override
    public void recorded(String what) {
        timeline.note("ledger", what);
        recorder.accept(what);
    }

    @Override
    public void ended(Action action, Outcome outcome, Duration took) {
        String what = action + ": " + outcome;
        // What is refused again and again stands once.
        if (!what.equals(last)) {
            timeline.note("zsan", what + " in " + took.toMillis() + " ms");
        }
        last = what;
    }

    @Override
    public void noted(Note note) {
        timeline.note("zsan", note.toString());
        notes.add(note.toString());
    }

    @Override
    public void resilvering(ResilverProgress now) {
        timeline.note("zsan", now.toString());
        progress.add(now);
    }
}
