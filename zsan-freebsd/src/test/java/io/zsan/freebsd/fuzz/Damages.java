package io.zsan.freebsd.fuzz;

import io.zsan.freebsd.captures.Damage;
import java.nio.ByteBuffer;

/**
 * Damages to a text as bytes, so that a fuzzer can write them: five bytes for each, of which the first says which it is, and
 * the others where.
 *
 * <p>A text that a fuzzer changes as it likes can become any other text, a healthier one too. One that is only damaged
 * cannot: nothing is put in but garbage and what was there before, and no number becomes another one. What would make one
 * number of two is not done. A number that is cut or garbled is left as it is, so that it can be seen: were the line lost that
 * holds its second half, the first would be another number. So is what was doubled: with another name the second of two legs
 * would be a third leg.
 */
final class Damages {
    /** With more, next to nothing is left that a parser would not refuse at once. */
    private static final int MOST = 4;

    private static final int BYTES = 5;
    private static final int KINDS = 9;
    private static final int CUT = 0;
    private static final int BEHEADED = 1;
    private static final int LINE_LOST = 2;
    private static final int LINES_SWAPPED = 3;
    private static final int GARBLED = 4;
    private static final int CHARACTER_LOST = 5;
    private static final int PIECE_LOST = 6;
    private static final int FIRST_DOUBLING = 7;
    private static final int LONGEST_PIECE = 64;

    private Damages() {}

    static String apply(String text, ByteBuffer program) {
        String damaged = text;
        boolean last = false;
        for (int n = 0; n < MOST && program.remaining() >= BYTES && !damaged.isEmpty() && !last; n++) {
            int kind = (program.get() & 0xff) % KINDS;
            int a = program.getChar();
            String next = one(damaged, kind, a, program.getChar());
            if (!joinsNumbers(damaged, kind, next)) {
                last = breaksNumber(damaged, kind, a % damaged.length()) || kind >= FIRST_DOUBLING;
                damaged = next;
            }
        }
        return damaged;
    }

    private static boolean joinsNumbers(String text, int kind, String next) {
        return switch (kind) {
            // None of these takes a digit away.
            case LINES_SWAPPED, CHARACTER_LOST, PIECE_LOST -> numbers(next) < numbers(text);
            // Another one may follow at once.
            case FIRST_DOUBLING, FIRST_DOUBLING + 1 -> digit(text, text.length() - 1);
            default -> false;
        };
    }

    private static int numbers(String text) {
        int numbers = 0;
        for (int i = 0; i < text.length(); i++) {
            if (digit(text, i) && (i == 0 || !digit(text, i - 1))) {
                numbers++;
            }
        }
        return numbers;
    }

    private static boolean breaksNumber(String text, int kind, int at) {
        return switch (kind) {
            case CUT, BEHEADED -> at > 0 && digit(text, at - 1) && digit(text, at);
            case GARBLED -> digit(text, at);
            default -> false;
        };
    }

    private static boolean digit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static String one(String text, int kind, int a, int b) {
        int at = a % text.length();
        int lines = Damage.lineCount(text);
        return switch (kind) {
            case CUT -> text.substring(0, at);
            case BEHEADED -> text.substring(at);
            case LINE_LOST -> Damage.withoutLine(text, a % lines);
            case LINES_SWAPPED -> Damage.swapped(text, a % lines, b % lines);
            case GARBLED -> Damage.garbled(text, at, b);
            case CHARACTER_LOST -> text.charAt(at) == ' ' ? text : Damage.withoutPiece(text, at, 1);
            case PIECE_LOST -> Damage.withoutPiece(text, at, b % LONGEST_PIECE);
            case FIRST_DOUBLING -> Damage.withLineTwice(text, a % lines);
            default -> b % 2 == 0 ? text + text : text + "\n" + text;
        };
    }
}
