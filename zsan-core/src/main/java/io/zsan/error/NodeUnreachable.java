package io.zsan.error;

/** No command could be started on a node: the transport refused, or did not get through. Nothing was run. */
public final class NodeUnreachable extends ZsanException {
    private static final long serialVersionUID = 1L;

    public NodeUnreachable(String message) {
        super(message);
    }

    public NodeUnreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
