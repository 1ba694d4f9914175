package io.zsan.model;

import io.zsan.error.InvalidInput;

/**
 * A pool's ownership number. It only grows: by one with every change of owner (R3), and storage nodes refuse commands
 * that carry a lower one than they have seen (R15).
 *
 * @param number 1 or more; {@link #SEALED} stands above every epoch of a generation
 */
public record Epoch(long number) implements Comparable<Epoch> {
    public static final Epoch FIRST = new Epoch(1);

    /** Written to a storage node when a LUN's generation ends: no command of that generation is accepted after it. */
    public static final Epoch SEALED = new Epoch(Long.MAX_VALUE);

    public Epoch {
        if (number < 1) {
            throw new InvalidInput("not an epoch: " + number + "; epochs begin at 1");
        }
    }

    public Epoch next() {
        return new Epoch(Math.addExact(number, 1));
    }

    public boolean isAfter(Epoch other) {
        return number > other.number;
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return number == Long.MAX_VALUE ? "sealed" : Long.toString(number);
    }
}
