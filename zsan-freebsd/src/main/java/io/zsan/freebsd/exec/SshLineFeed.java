package io.zsan.freebsd.exec;

import io.zsan.model.NodeName;
import java.io.Closeable;
import java.time.Duration;

/**
 * A program on a node whose lines come over the system's {@code ssh}. A connection that is silent because the node is gone
 * ends after ten seconds; on the node {@code timeout(1)} ends the program after a while, so that none is left behind for
 * good.
 */
public final class SshLineFeed implements LineFeed {
    private final NodeName node;
    private final SshHost host;
    private final Command program;

    /**
     * Makes the feed; nothing is started yet.
     *
     * @param program its deadline is how long it may go on before it has to be opened anew
     */
    public SshLineFeed(NodeName node, SshHost host, Command program) {
        this.node = node;
        this.host = host;
        this.program = program;
    }

    @Override
    public NodeName node() {
        return node;
    }

    @Override
    public Closeable open(Receiver receiver) {
        return new FeedProcess(SshCommandLine.feed(host, program), describe(), receiver).start();
    }

    private String describe() {
        return node + ": " + program;
    }

    /** How long the program goes on at most. */
    public Duration life() {
        return program.deadline();
    }
}
