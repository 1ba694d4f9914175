package io.zsan.freebsd.exec;

/** Hears of each command that a runner ran, after it ended. Called on the thread that ran it; must be quick. */
@FunctionalInterface
public interface CommandListener {
    /** An exception thrown here is logged and goes no further. */
    void onCommand(CommandEvent event);

    static CommandListener none() {
        return event -> {};
    }
}
