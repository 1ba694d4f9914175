package io.zsan.freebsd.iscsi;

import io.zsan.freebsd.chap.Credential;
import io.zsan.model.Iqn;
import java.util.Optional;

/** Writes a section of {@code iscsi.conf}: one session. Holds a secret where there is a credential. */
public final class IscsiConf {
    private IscsiConf() {}

    /**
     * A section.
     *
     * @param nick its name; letters, digits, {@code .}, {@code _} and {@code -}
     * @param address of the portal, as it shall come back in the list of sessions
     * @param credential empty: the session cannot be used with a target that asks for CHAP
     */
    public static String section(
            String nick, Iqn target, String address, Iqn initiator, Optional<Credential> credential) {
        StringBuilder text = new StringBuilder(nick).append(" {\n");
        line(text, "TargetName", target.text());
        line(text, "TargetAddress", address);
        line(text, "InitiatorName", initiator.text());
        credential.ifPresent(chap -> {
            line(text, "AuthMethod", "CHAP");
            line(text, "chapIName", quoted(chap.name().text()));
            line(text, "chapSecret", quoted(chap.secret().reveal()));
        });
        return text.append("}\n").toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append('\t').append(key).append(" = ").append(value).append('\n');
    }

    /** Neither a name nor a secret can hold a quote. */
    private static String quoted(String value) {
        return '"' + value + '"';
    }
}
