package io.zsan.testkit.contract;

import io.zsan.freebsd.chap.Secret;
import io.zsan.model.LunRef;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes initiators off an access list in {@code ctl.conf}, and changes nothing else. */
final class AccessList {
    static final String FILE = "/var/run/zsan/ctl.conf";

    /** The same for istgt. */
    static final String SECRETS = "/var/run/zsan/auth.conf";

    /** An initiator that there is not. */
    private static final String NOBODY = "iqn.2026-11.io.zsan.contract:nobody";

    private static final Pattern CHAP = Pattern.compile("\\bchap \"[^\"]+\" \"([^\"]+)\"");

    private AccessList() {}

    /** The secrets in a {@code ctl.conf} of zsan's. */
    static List<Secret> secrets(String conf) {
        return CHAP.matcher(conf)
                .results()
                .map(found -> Secret.of(found.group(1)))
                .toList();
    }

    static String without(String conf, LunRef lun) {
        String group = "auth-group \"zsan-" + lun.exportedSerial() + "\" {";
        Pattern section = Pattern.compile(Pattern.quote(group) + "[^}]*?initiator-name \"([^\"]+)\"");
        Matcher found = section.matcher(conf);
        if (!found.find()) {
            throw new IllegalStateException(FILE + " has no access list of " + lun);
        }
        return conf.substring(0, found.start(1)) + NOBODY + conf.substring(found.end(1));
    }
}
