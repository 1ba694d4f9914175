package io.zsan.lab.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A daemon of the lab. Its output goes to a log; it carries the lab's mark, by which {@link Census} finds it. */
public final class LabProcess {
    private final String lane;
    private final String name;
    private final Process process;
    private final Timeline timeline;

    private LabProcess(String lane, String name, Process process, Timeline timeline) {
        this.lane = lane;
        this.name = name;
        this.process = process;
        this.timeline = timeline;
    }

    /**
     * Starts a program.
     *
     * @param lane the node that it is part of
     * @param variables of its environment, each {@code NAME=value}, besides a plain path
     */
    public static LabProcess start(
            Census census,
            String lane,
            String name,
            Path log,
            Timeline timeline,
            List<String> variables,
            List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        builder.environment().put(Census.VARIABLE, census.mark());
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        try {
            LabProcess started = new LabProcess(lane, name, builder.start(), timeline);
            timeline.note(lane, name + " started, pid " + started.pid());
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + words, e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Whether it is stopped, as by {@link #stop}. */
    public boolean stopped() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("T");
        } catch (IOException gone) {
            return false;
        }
    }

    /** Takes the processor away: it keeps its memory and its connections, and does nothing. */
    public void stop() {
        signal("STOP");
        timeline.note(lane, name + " stopped");
    }

    /** Lets it go on where it stopped. */
    public void resume() {
        signal("CONT");
        timeline.note(lane, name + " continued");
    }

    /** Kills it without waiting: one that waits for a file system never runs again, but is gone only when that answers. */
    public void doom() {
        process.destroyForcibly();
    }

    /** Kills it, and waits until it is gone. */
    public void kill() {
        boolean was = alive();
        doom();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        name + " of " + lane + " (pid " + pid() + ") survives its being killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while killing " + name, e);
        }
        if (was) {
            timeline.note(lane, name + " killed");
        }
    }

    private void signal(String signal) {
        Census.signal(signal, List.of(pid()));
    }
}
