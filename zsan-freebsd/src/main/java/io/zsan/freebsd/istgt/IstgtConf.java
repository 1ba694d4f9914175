package io.zsan.freebsd.istgt;

import io.zsan.error.InvalidInput;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.stamp.Stamp;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.Portal;
import io.zsan.node.Access;
import io.zsan.proof.LunIdentity;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes the parts of {@code istgt.conf}: its head, and one for each LUN. istgt says nothing of a line that it does not
 * understand, so every value stands in quotes, and one that cannot is refused. Each part ends with the line {@value #END},
 * so that the node sees where one was cut short.
 *
 * <p>The node puts a number in the place of {@value #NUMBER}, and what follows {@value #SECRET} into the file that istgt
 * reads secrets from. A LUN carries its {@link Stamp} as a comment: istgt tells nobody what it was configured with, but
 * which file it was started with can be seen.
 */
public final class IstgtConf {
    /** The last line of each part. */
    public static final String END = "# end";

    /** The first line of a LUN's part. */
    public static final String LUN = "# lun";

    static final String NUMBER = "@N@";

    private static final String SECRET = "#auth ";

    private static final Pattern DEVICE = Pattern.compile("[a-z]+[0-9]+");

    /** Within quotes istgt takes a backslash away, and nothing else. */
    private static final Pattern QUOTABLE = Pattern.compile("[ !#-&(-\\[\\]-~]+");

    private final StringBuilder text = new StringBuilder();

    private IstgtConf() {}

    /** The head: where targets listen. Discovery needs a secret that nobody has. */
    public static String head(Portal portal) {
        IstgtConf conf = new IstgtConf();
        conf.line("[Global]");
        conf.key("PidFile", "/var/run/zsan/istgt.pid");
        conf.key("AuthFile", "/var/run/zsan/auth.conf");
        conf.key("DiscoveryAuthMethod", "CHAP");
        conf.line("[UnitControl]");
        conf.key("AuthMethod", "CHAP");
        conf.key("AuthGroup", "AuthGroup1");
        conf.key("Portal", "UC1", "127.0.0.1:3261");
        conf.key("Netmask", "127.0.0.1");
        conf.line("[PortalGroup1]");
        conf.key("Portal", "DA1", address(portal));
        return conf.end();
    }

    /**
     * The part of a LUN that is exported. Holds a secret where there is a credential.
     *
     * @param device the disk's present name without {@code /dev/}
     * @param credential what the initiator has to show as well; empty: its name is enough
     */
    public static String export(
            LunIdentity lun, String device, Iqn target, Epoch epoch, Access access, Optional<Credential> credential) {
        IstgtConf conf = new IstgtConf();
        Optional<Credential> shown = access.initiator().flatMap(initiator -> credential);
        conf.text.append(unit(lun, device, target, Stamp.of(lun.lun(), epoch, access), shown.isPresent()));
        shown.ifPresent(chap -> {
            conf.line(SECRET + "[AuthGroup" + NUMBER + "]");
            conf.line(SECRET + "  Auth " + quoted(chap.name().text()) + " "
                    + quoted(chap.secret().reveal()));
        });
        return conf.end();
    }

    /** The part of a LUN that is not exported. */
    public static String nothing() {
        return new IstgtConf().end();
    }

    /** What stands of a LUN in the file that istgt is started with, its number not yet put in. */
    static String unit(LunIdentity lun, String device, Iqn target, Stamp stamp, boolean chap) {
        if (!DEVICE.matcher(device).matches()) {
            throw new InvalidInput("not the name of a disk device: '" + device + "'");
        }
        IstgtConf conf = new IstgtConf();
        conf.line(LUN);
        conf.line("[InitiatorGroup" + NUMBER + "]");
        conf.key("InitiatorName", stamp.access().initiator().map(Iqn::text).orElse("!ALL"));
        conf.line("[LogicalUnit" + NUMBER + "]");
        conf.key(
                "Comment",
                stamp.values().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" ")));
        conf.key("TargetName", target.text());
        conf.key("Mapping", "PortalGroup1", "InitiatorGroup" + NUMBER);
        conf.key("AuthMethod", chap ? "CHAP" : "None");
        if (chap) {
            conf.key("AuthGroup", "AuthGroup" + NUMBER);
        }
        conf.key("UnitType", "Disk");
        conf.key("UnitInquiry", "ZSAN", "istgt", "0001", lun.lun().exportedSerial());
        conf.key("BlockLength", Integer.toString(lun.sectorBytes()));
        conf.line("  LUN0 Storage " + quoted("/dev/" + device) + " " + quoted(Long.toString(lun.sizeBytes())));
        return conf.text.toString();
    }

    private static String address(Portal portal) {
        String host = portal.host().indexOf(':') >= 0 ? "[" + portal.host() + "]" : portal.host();
        return host + ":" + portal.port();
    }

    private static String quoted(String value) {
        if (!QUOTABLE.matcher(value).matches()) {
            throw new InvalidInput("cannot be written to istgt.conf: '" + value.replaceAll("[^ -~]", "?")
                    + "'; use printable ASCII without quotes and '\\'");
        }
        return '"' + value + '"';
    }

    private void key(String name, String... values) {
        StringBuilder line = new StringBuilder("  ").append(name);
        for (String value : values) {
            line.append(' ').append(quoted(value));
        }
        line(line.toString());
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private String end() {
        line(END);
        return text.toString();
    }
}
