package io.zsan.freebsd.chap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.InvalidInput;
import io.zsan.model.Iqn;
import java.io.Serializable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    private static final String TEXT = "abcdefgh_-012345";

    @Test
    void saysNothingOfItself() {
        Secret secret = Secret.of(TEXT);

        assertThat(secret).hasToString("<secret>").isNotInstanceOf(Serializable.class);
        assertThat(new Credential(new Iqn("iqn.2026-11.test:d1"), secret))
                .asString()
                .doesNotContain(TEXT);
        assertThat(secret.hashCode()).isEqualTo(Secret.of("012345678901").hashCode());
    }

    @Test
    void isTheSameAsAnotherOneWithItsText() {
        assertThat(Secret.of(TEXT)).isEqualTo(Secret.of(TEXT)).isNotEqualTo(Secret.of("abcdefgh_-012346"));
        assertThat(Secret.of(TEXT).reveal()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "elevenchars", "seventeen-letters", "twelve\"chars", "line\nfeed12345", "grün12345678"})
    void refusesWhatCtldWouldWarnOfOrCouldNotQuoteWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> Secret.of(text))
                .isInstanceOf(InvalidInput.class)
                .message()
                .satisfies(message ->
                        assertThat(text.isEmpty() || !message.contains(text)).isTrue());
    }
}
