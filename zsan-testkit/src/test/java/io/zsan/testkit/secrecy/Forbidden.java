package io.zsan.testkit.secrecy;

import com.google.common.io.BaseEncoding;
import io.zsan.freebsd.chap.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Texts that must not be found, each in the forms in which a program could show it. */
final class Forbidden {
    private static final BaseEncoding HEX = BaseEncoding.base16();
    private static final List<BaseEncoding> BASE64 = List.of(
            BaseEncoding.base64().omitPadding(), BaseEncoding.base64Url().omitPadding());

    /** The forms by their lengths, and what each is one of. */
    private final Map<Integer, Map<String, String>> forms = new TreeMap<>();

    void add(Secret secret) {
        add("a secret", secret.reveal().getBytes(StandardCharsets.US_ASCII));
        add("a secret's bits", BaseEncoding.base64Url().decode(secret.reveal()));
    }

    void add(String what, byte[] bytes) {
        add(what, new String(bytes, StandardCharsets.ISO_8859_1));
        add(what + " in hex", HEX.encode(bytes));
        add(what + " in hex", HEX.encode(bytes).toLowerCase(Locale.ROOT));
        add(what + " as an array", Arrays.toString(bytes).replaceAll("[\\[\\]]", ""));
        for (BaseEncoding base64 : BASE64) {
            // It may stand behind other bytes that are encoded with it: three ways to lie.
            for (int before = 0; before < 3; before++) {
                byte[] shifted = new byte[before + bytes.length];
                System.arraycopy(bytes, 0, shifted, before, bytes.length);
                int first = (8 * before + 5) / 6;
                int last = 8 * shifted.length / 6;
                add(what + " in base64", base64.encode(shifted).substring(first, last));
            }
        }
    }

    private void add(String what, String form) {
        forms.computeIfAbsent(form.length(), length -> new HashMap<>()).put(form, what);
    }

    /** What of it stands in a text, as kinds; not the things themselves. */
    Set<String> in(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Set<String> found = new TreeSet<>();
        forms.forEach((length, known) -> {
            for (int at = 0; at + length <= text.length(); at++) {
                String what = known.get(text.substring(at, at + length));
                if (what != null) {
                    found.add(what + ", after: "
                            + text.substring(Math.max(0, at - 60), at).replaceAll("[^ -~]", "?"));
                }
            }
        });
        return found;
    }
}
