package io.zsan.model;

import io.zsan.error.InvalidInput;
import java.util.Locale;

/**
 * Counts the lives of a LUN: it grows by one each time the disk has been wiped and verified (R7). Target name and
 * serial change with it, so that an initiator of an earlier life cannot even log in.
 *
 * @param number 1 to {@value #MAX}
 */
public record Generation(int number) implements Comparable<Generation> {
    /** Four digits to the base of 36, the room that a SCSI serial of 16 characters leaves. */
    public static final int MAX = 36 * 36 * 36 * 36 - 1;

    public static final Generation FIRST = new Generation(1);

    public Generation {
        if (number < 1 || number > MAX) {
            throw new InvalidInput("not a generation: " + number + "; use 1 to " + MAX);
        }
    }

    public Generation next() {
        return new Generation(number + 1);
    }

    /** The number to the base of 36, lower case. */
    String base36() {
        return Integer.toString(number, 36).toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(Generation other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
