package io.zsan.testkit.fake;

/** Whoever gave a command will hear nothing of it. */
public final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;
    private final boolean nothingRan;

    NoAnswer(String why, boolean nothingRan) {
        super(why);
        this.why = why;
        this.nothingRan = nothingRan;
    }

    /** One line. */
    public String why() {
        return why;
    }

    /** Whether it is certain, to an omniscient observer, that nothing was run. */
    public boolean nothingRan() {
        return nothingRan;
    }
}
