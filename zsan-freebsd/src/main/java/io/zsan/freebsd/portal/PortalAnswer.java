package io.zsan.freebsd.portal;

import java.time.Duration;

/**
 * What a portal said.
 *
 * @param detail one line
 * @param took from the first packet to the answer, or to the deadline
 */
public record PortalAnswer(Kind kind, String detail, Duration took) {
    /** The answers that can be told apart. */
    public enum Kind {
        /** Nothing came back in time, neither to the connection nor to the login: the node, or the way to it, is dead or slow. */
        NODE_SILENT,
        /** The node refused the connection: it is up and no target listens. */
        PORT_CLOSED,
        /** A target answered and does not let this initiator in, or cannot serve it now. */
        REFUSED_US,
        /** A target answered the login and would go on with it. */
        ALIVE,
        /** Something answered, but not as a target does, or it ended the connection. */
        UNEXPECTED,
        /** The probe could not be made: no such name, no route, no local port. It says nothing about the node. */
        NOT_TRIED
    }
}
