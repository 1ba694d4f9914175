package io.zsan.error;

/** A name, size, file or request that cannot be accepted. Nothing has been changed anywhere. */
public final class InvalidInput extends ZsanException {
    private static final long serialVersionUID = 1L;

    public InvalidInput(String message) {
        super(message);
    }

    public InvalidInput(String message, Throwable cause) {
        super(message, cause);
    }
}
