package io.zsan.freebsd.exec;

import io.zsan.model.NodeName;
import java.io.Closeable;

/** A program on a node that goes on printing lines until somebody closes it. Thread-safe. */
public interface LineFeed {
    /** Most characters kept of one line; what goes beyond is cut off. */
    int LONGEST_LINE = 64 * 1024;

    NodeName node();

    /**
     * Starts the program, and returns at once.
     *
     * @return ends the program and what carries its lines; may be closed more than once
     */
    Closeable open(Receiver receiver);

    /** Hears of one run of the program: {@link #began} at most once, then lines, then {@link #ended} once. */
    interface Receiver {
        /** The node has started the program. */
        void began();

        /** A line, without its end. The next one waits until this returns. */
        void line(String line);

        /** Nothing more will come. */
        void ended(String why);
    }
}
