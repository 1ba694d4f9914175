package io.zsan.error;

/**
 * A program printed something that its parser does not understand. zsan never guesses: what is not understood is
 * neither healthy nor failed.
 */
public final class UnexpectedOutput extends ZsanException {
    private static final long serialVersionUID = 1L;

    /** Longest piece of the output that the message repeats, in characters. */
    private static final int EXCERPT = 400;

    private final String output;

    public UnexpectedOutput(String what, String output) {
        super(what + "; it said: " + excerpt(output));
        this.output = output;
    }

    /** The whole text that was not understood. */
    public String output() {
        return output;
    }

    private static String excerpt(String text) {
        String oneLine = text.strip().replace("\n", "\\n").replace("\t", "\\t");
        if (oneLine.isEmpty()) {
            return "(nothing)";
        }
        return oneLine.length() <= EXCERPT ? oneLine : oneLine.substring(0, EXCERPT) + "…";
    }
}
