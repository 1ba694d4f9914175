package io.zsan.error;

/** The ledger cannot be read or written: in use by another process, damaged, or its disk failed. */
public final class LedgerUnavailable extends ZsanException {
    private static final long serialVersionUID = 1L;

    public LedgerUnavailable(String message) {
        super(message);
    }

    public LedgerUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
