package io.zsan.node;

import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import java.util.Comparator;

/**
 * The highest generation and epoch that a storage node has seen for a LUN, kept durably there (R15). A command with a
 * lower one is refused by the node itself, however late it arrives.
 */
public record Token(Generation generation, Epoch epoch) implements Comparable<Token> {
    private static final Comparator<Token> ORDER =
            Comparator.comparing(Token::generation).thenComparing(Token::epoch);

    @Override
    public int compareTo(Token other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "generation " + generation + ", epoch " + epoch;
    }
}
