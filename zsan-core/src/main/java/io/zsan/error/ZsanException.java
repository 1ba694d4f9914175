package io.zsan.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that zsan throws on purpose. The message is one line: what happened, to what, and what to do.
 */
public abstract class ZsanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected ZsanException(String message) {
        super(message);
    }

    protected ZsanException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Whether it is known what the failed operation did. {@code false} means that it may or may not have taken effect:
     * observe before going on, and never treat it as failed.
     */
    public boolean outcomeKnown() {
        return true;
    }
}
