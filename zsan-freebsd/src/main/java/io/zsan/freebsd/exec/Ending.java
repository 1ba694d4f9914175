package io.zsan.freebsd.exec;

import io.zsan.model.NodeName;
import java.io.IOException;

/** How a local process ended, as far as is known. */
sealed interface Ending {
    /** By itself. */
    record Exited(int exit) implements Ending {}

    /**
     * It was given up: at its deadline, or because the waiting thread was interrupted.
     *
     * @param alive whether it was still there when the wait for its death was over
     */
    record GivenUp(boolean interrupted, boolean alive) implements Ending {
        String explain(NodeName node, Command command) {
            String what = interrupted
                    ? "the thread that waited for it was interrupted"
                    : "it did not end within " + Seconds.text(command.deadline()) + " s";
            String rest = interrupted
                    ? ""
                    : alive ? ", and it cannot be killed: it may still be running" : ", and was killed";
            String effect = command.modifies() ? "; it may have taken effect, so look before going on" : "";
            return node + ": unknown outcome of " + command + ": " + what + rest + effect;
        }
    }

    /** The operating system did not start it. */
    record NotStarted(IOException cause) implements Ending {}
}
