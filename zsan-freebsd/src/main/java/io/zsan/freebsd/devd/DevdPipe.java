package io.zsan.freebsd.devd;

import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.LineFeed;
import io.zsan.freebsd.exec.SshHost;
import io.zsan.freebsd.exec.SshLineFeed;
import io.zsan.model.NodeName;
import java.time.Duration;

/**
 * devd's socket on a node. The stream one, since it is on every release; {@code nc} is in FreeBSD's base system. It holds
 * one of the ten places that devd has for listeners.
 */
public final class DevdPipe {
    /** A listener that was left behind is gone after that time, and its place at devd is free again. */
    private static final Duration LIFE = Duration.ofHours(1);

    private DevdPipe() {}

    /**
     * What runs on the node. With {@code -N} it ends when its input and its output have ended, which is when the connection
     * ends, whether or not an event comes.
     */
    public static Command command() {
        return Command.reading("/usr/bin/nc", "-N", "-U", "/var/run/devd.pipe").within(LIFE);
    }

    public static LineFeed over(NodeName node, SshHost host) {
        return new SshLineFeed(node, host, command());
    }
}
