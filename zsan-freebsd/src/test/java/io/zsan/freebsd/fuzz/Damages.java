package io.zsan.freebsd.fuzz;

import io.zsan.freebsd.captures.Damage;
import java.nio.ByteBuffer;

/**
 * Damages to a text as bytes, so that a fuzzer can write them: five bytes for each, of which the first says which it is, and
 * the others where.
 *
 * <p>A text that a fuzzer changes as it likes can become any other text, a healthier one too. One that is only damaged
 * cannot: nothing is put in but garbage and what was there before, and no number becomes another one. What was doubled is
 * left as it is: with another name the second of two legs would be a third leg.
 */
final class Damages {
    /** With more, next to nothing is left that a parser would not refuse at once. */
    private static final int MOST = 4;

    private static final int BYTES = 5;
    private static final int KINDS = 9;
    private static final int FIRST_DOUBLING = 7;
    private static final int LONGEST_PIECE = 64;

    private Damages() {}

    static String apply(String text, ByteBuffer program) {
        String damaged = text;
        boolean doubled = false;
        for (int n = 0; n < MOST && program.remaining() >= BYTES && !damaged.isEmpty() && !doubled; n++) {
            int kind = (program.get() & 0xff) % KINDS;
            doubled = kind >= FIRST_DOUBLING;
            damaged = one(damaged, kind, program.getChar(), program.getChar());
        }
        return damaged;
    }

    private static String one(String text, int kind, int a, int b) {
        int at = a % text.length();
        int lines = Damage.lineCount(text);
        return switch (kind) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(at);
            case 2 -> Damage.withoutLine(text, a % lines);
            case 3 -> Damage.swapped(text, a % lines, b % lines);
            case 4 -> Damage.garbled(text, at, b);
            case 5 -> text.charAt(at) == ' ' ? text : Damage.withoutPiece(text, at, 1);
            case 6 -> Damage.withoutPiece(text, at, b % LONGEST_PIECE);
            case FIRST_DOUBLING -> Damage.withLineTwice(text, a % lines);
            default -> b % 2 == 0 ? text + text : text + "\n" + text;
        };
    }
}
