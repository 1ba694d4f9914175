package io.zsan.error;

/** A command hung past its deadline, or its reply was lost. It may have taken effect, and may still do so. */
public final class OutcomeUnknown extends ZsanException {
    private static final long serialVersionUID = 1L;

    public OutcomeUnknown(String message) {
        super(message);
    }

    public OutcomeUnknown(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean outcomeKnown() {
        return false;
    }
}
