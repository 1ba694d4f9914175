package io.zsan.freebsd.exec;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.chap.Secret;
import java.util.List;

/**
 * What a program can read on its standard input. Its text form tells nothing of it.
 *
 * @param text sent as UTF-8
 * @param secrets what of the text must not be seen by anybody but the program
 */
public record Stdin(String text, List<Secret> secrets) {
    public Stdin {
        secrets = ImmutableList.copyOf(secrets);
    }

    /** Takes the secrets out of what was printed: programs quote the lines that they do not like. */
    String redact(String printed) {
        String shown = printed;
        for (Secret secret : secrets) {
            shown = shown.replace(secret.reveal(), Secret.HIDDEN);
        }
        return shown;
    }

    /** The same without its secrets, for those who are told of a command. */
    Stdin redacted() {
        return new Stdin(redact(text), ImmutableList.of());
    }

    @Override
    public String toString() {
        return text.length() + " characters";
    }
}
