package io.zsan.node;

import io.zsan.model.NodeName;

/**
 * Something that preflight found on a node (R12).
 *
 * @param what what was found, in one sentence
 * @param evidence what was read, as it was read, on one line of at most {@link #LONGEST_EVIDENCE} characters; empty where
 *     nothing could be read
 * @param remedy what to do about it
 */
public record Finding(NodeName node, Severity severity, String what, String evidence, String remedy) {
    /** Enough for a line of a listing with its command; more is cut, so that a report stays readable. */
    public static final int LONGEST_EVIDENCE = 240;

    private static final String CUT = "...";

    /** What follows from a finding. */
    public enum Severity {
        /** zsan must not work with this. */
        REFUSES,
        /** zsan works with this; a person should know of it. */
        WARNS
    }

    public Finding {
        String line = evidence.strip().replaceAll("\\s*\\R\\s*", " | ");
        evidence = line.length() <= LONGEST_EVIDENCE ? line : line.substring(0, LONGEST_EVIDENCE - CUT.length()) + CUT;
    }

    /** Whether zsan must not work with this; else it is a warning. */
    public boolean refuses() {
        return severity == Severity.REFUSES;
    }

    @Override
    public String toString() {
        return node + ": " + what + (evidence.isEmpty() ? "" : " [" + evidence + "]") + "; " + remedy;
    }
}
