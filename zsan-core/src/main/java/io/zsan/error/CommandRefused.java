package io.zsan.error;

/** A node answered, and the answer was no: a command ended with an error, or a check before it did not hold. */
public final class CommandRefused extends ZsanException {
    private static final long serialVersionUID = 1L;

    public CommandRefused(String message) {
        super(message);
    }
}
