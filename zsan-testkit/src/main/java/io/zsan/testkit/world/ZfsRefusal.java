package io.zsan.testkit.world;

/** What ZFS or its programs say when they will not do something. */
public final class ZfsRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exit;
    private final String text;

    /**
     * @param message one or more lines, as they stand on standard error, without the last line feed
     */
    public ZfsRefusal(int exit, String message) {
        super(message);
        this.exit = exit;
        this.text = message;
    }

    ZfsRefusal(String message) {
        this(1, message);
    }

    /** The lines on standard error, without the last line feed. */
    public String text() {
        return text;
    }

    /** The exit status of the program: 255 for {@code replace} and {@code detach}, else 1. */
    public int exit() {
        return exit;
    }
}
