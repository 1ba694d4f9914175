package io.zsan.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.error.InvalidInput;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The form of an iSCSI name, once more as a pattern. */
class IqnProperties {
    private static final Pattern PATTERN =
            Pattern.compile("(?=.{1,223}$)iqn\\.[0-9]{4}-[0-9]{2}\\.[a-z0-9][a-z0-9.-]*(:[a-z0-9][a-z0-9.:_-]*)?");
    private static final String CHARACTERS = "iqn.2026-11:az09_-. \nA\u00e4\u0660$";

    @Property
    void isAcceptedExactlyWhereThePatternMatches(@ForAll Random random) {
        StringBuilder text = new StringBuilder("iqn.2026-11.org.example:d1.g2".substring(0, 13 + random.nextInt(17)));
        for (int i = random.nextInt(4); i > 0; i--) {
            char other = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            int at = random.nextInt(text.length());
            if (random.nextBoolean()) {
                text.setCharAt(at, other);
            } else {
                text.insert(at, other);
            }
        }
        if (random.nextInt(10) == 0) {
            text.append("x".repeat(223 - 15 + random.nextInt(20) - 10));
        }
        assertThat(accepted(text.toString()))
                .as(text.toString())
                .isEqualTo(PATTERN.matcher(text).matches());
    }

    private static boolean accepted(String text) {
        try {
            return new Iqn(text).text().equals(text);
        } catch (InvalidInput refused) {
            return false;
        }
    }
}
