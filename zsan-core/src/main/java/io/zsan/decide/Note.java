package io.zsan.decide;

/**
 * Something that a decision has to say beside what it does: what it waits for, or why it does not act.
 *
 * @param subject the pool, LUN or node that it is about
 */
public record Note(Kind kind, String subject, String text) {
    /** What sort of note it is. */
    public enum Kind {
        /** It will go on by itself when something comes back or ends. */
        WAITING,
        /** Refused until a current leg is back, or a person accepts the loss of data (R5). */
        STALE_LEGS_ONLY,
        /** No free LUN meets size and placement. */
        NO_PLACE,
        /** Too much of the fleet is silent to replace anything (R13). */
        BRAKE,
        /** The pool is imported where, or in an epoch in which, the ledger says it cannot be; nothing is done to it (R14). */
        SPLIT_BRAIN,
        /** A person should look. */
        ATTENTION
    }

    @Override
    public String toString() {
        return subject + ": " + text;
    }
}
