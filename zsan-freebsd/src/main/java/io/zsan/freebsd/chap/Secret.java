package io.zsan.freebsd.chap;

import io.zsan.error.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A secret of CHAP: 12 to 16 letters, digits, {@code -} or {@code _}. FreeBSD's ctld warns of other lengths, and its
 * initiator cuts off what is longer (ISCSI_SECRET_LEN).
 *
 * <p>It says nothing of itself: neither its text form nor its hash code depends on it, it cannot be serialized, and it is
 * compared in constant time. Only {@link #reveal} gives it away.
 */
public final class Secret {
    /** What stands in the place of a secret wherever one could be seen. */
    public static final String HIDDEN = "<secret>";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{12,16}");

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /**
     * A secret from its text.
     *
     * @throws InvalidInput if it has another form; the message does not repeat it
     */
    public static Secret of(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new InvalidInput(
                    "not a CHAP secret (it is not shown here); use 12 to 16 letters, digits, '-' and '_'");
        }
        return new Secret(text);
    }

    /** The secret itself: for what is sent to a node on a standard input, and for nothing else. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret s && MessageDigest.isEqual(bytes(), s.bytes());
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return HIDDEN;
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
