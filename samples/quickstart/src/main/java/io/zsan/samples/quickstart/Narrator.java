package io.zsan.samples.quickstart;

import io.zsan.ResilverProgress;
import io.zsan.SanListener;
import io.zsan.act.Action;
import io.zsan.act.Outcome;
import io.zsan.decide.Note;
import java.time.Duration;

/** Tells what zsan records and does. */
final class Narrator implements SanListener {
    private final Console console;
    private boolean underWay;

    Narrator(Console console) {
        this.console = console;
    }

    @Override
    public void recorded(String what) {
        console.line("   ledger   " + what);
    }

    @Override
    public void ended(Action action, Outcome outcome, Duration took) {
        String how = outcome instanceof Outcome.Done ? "" : "  -> " + outcome;
        console.line("   " + pad(action.node().text()) + action.describe() + " (" + took.toMillis() + " ms)" + how);
    }

    @Override
    public void noted(Note note) {
        console.line("   note     " + note);
    }

    @Override
    public void resilvering(ResilverProgress progress) {
        // A pool remembers its last resilver for ever; only one that was seen under way is told of at its end.
        if (!progress.finished() || underWay) {
            console.resilver(progress);
        }
        underWay = !progress.finished();
    }

    private static String pad(String name) {
        return String.format("%-9s", name);
    }
}
