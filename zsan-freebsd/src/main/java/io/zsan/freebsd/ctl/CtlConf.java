package io.zsan.freebsd.ctl;

import io.zsan.error.InvalidInput;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.stamp.Stamp;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import io.zsan.model.Portal;
import io.zsan.node.Access;
import io.zsan.proof.LunIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes the parts of {@code ctl.conf}: its head, and one fragment for each LUN. Every text stands in quotes, and one that
 * cannot is refused. Each part ends with the line {@value #END}, so that the node sees where one was cut short.
 *
 * <p>A LUN carries its identity, epoch and access list as CTL options: they come back in {@code ctladm devlist -x} once a
 * reload is in force, which is how it is read back (R4).
 */
public final class CtlConf {
    /** The last line of each part. */
    public static final String END = "# end";

    /** The portal group of all targets. */
    public static final String PORTAL_GROUP = "zsan";

    /** ctld cuts a longer one off (CTL_DEVID_LEN). */
    private static final int DEVICE_ID_LENGTH = 64;

    private static final Pattern QUOTABLE = Pattern.compile("[ !#-\\[\\]-~]+");
    private static final Pattern DEVICE = Pattern.compile("[a-z]+[0-9]+");

    private final StringBuilder text = new StringBuilder();

    private CtlConf() {}

    /**
     * The head: where targets listen, and how long a login may take.
     *
     * @param login whole seconds, at least 1
     */
    public static String head(Portal portal, Duration login) {
        long seconds = login.toSeconds();
        if (seconds < 1 || !login.equals(Duration.ofSeconds(seconds))) {
            throw new InvalidInput("not a login window: " + login + "; ctl.conf takes whole seconds, at least 1");
        }
        CtlConf conf = new CtlConf();
        conf.line("timeout " + seconds);
        conf.line("portal-group " + quoted(PORTAL_GROUP) + " {");
        conf.line("\tdiscovery-auth-group " + quoted("no-access"));
        conf.line("\tlisten " + quoted(address(portal)));
        conf.line("}");
        return conf.end();
    }

    /**
     * The fragment of a LUN that is exported, without CHAP.
     *
     * @param device the disk's present name without {@code /dev/}
     */
    public static String export(LunIdentity lun, String device, Iqn target, Epoch epoch, Access access) {
        return export(lun, device, target, epoch, access, Optional.empty());
    }

    /**
     * The fragment of a LUN that is exported. Holds a secret where there is a credential.
     *
     * @param device the disk's present name without {@code /dev/}
     * @param credential what the initiator has to show as well; empty: its name is enough
     */
    public static String export(
            LunIdentity lun, String device, Iqn target, Epoch epoch, Access access, Optional<Credential> credential) {
        if (!DEVICE.matcher(device).matches()) {
            throw new InvalidInput("not the name of a disk device: '" + device + "'");
        }
        String serial = lun.lun().exportedSerial();
        String group = access.initiator().isPresent() ? "zsan-" + serial : "no-access";
        CtlConf conf = new CtlConf();
        access.initiator().ifPresent(initiator -> {
            conf.line("auth-group " + quoted(group) + " {");
            conf.authentication(credential);
            conf.line("\tinitiator-name " + quoted(initiator.text()));
            conf.line("}");
        });
        conf.line("lun " + quoted(serial) + " {");
        conf.line("\tbackend " + quoted("block"));
        conf.line("\tpath " + quoted("/dev/" + device));
        conf.line("\tblocksize " + lun.sectorBytes());
        conf.line("\tserial " + quoted(serial));
        conf.line("\tdevice-id " + quoted(deviceId(lun)));
        conf.option("vendor", "ZSAN");
        Stamp.of(lun.lun(), epoch, access).values().forEach(conf::option);
        conf.line("}");
        conf.line("target " + quoted(target.text()) + " {");
        conf.line("\tauth-group " + quoted(group));
        conf.line("\tportal-group " + quoted(PORTAL_GROUP));
        conf.line("\tlun 0 " + quoted(serial));
        conf.line("}");
        return conf.end();
    }

    /** The fragment of a LUN that is not exported. */
    public static String nothing() {
        return new CtlConf().end();
    }

    private static String deviceId(LunIdentity lun) {
        var ref = lun.lun();
        String readable = "zsan " + ref.id().node() + " " + ref.id().disk() + " g" + ref.generation();
        return readable.length() <= DEVICE_ID_LENGTH ? readable : "zsan " + ref.exportedSerial();
    }

    private static String address(Portal portal) {
        String host = portal.host().indexOf(':') >= 0 ? "[" + portal.host() + "]" : portal.host();
        return host + ":" + portal.port();
    }

    /** A text in quotes. ctld knows no escapes, and an empty text is a syntax error there. */
    static String quoted(String value) {
        if (!QUOTABLE.matcher(value).matches()) {
            throw new InvalidInput("cannot be written to ctl.conf: '" + value.replaceAll("[^ -~]", "?")
                    + "'; use printable ASCII without '\"' and '\\'");
        }
        return '"' + value + '"';
    }

    private void authentication(Optional<Credential> credential) {
        line("\tauth-type " + quoted(credential.isPresent() ? "chap" : "none"));
        credential.ifPresent(chap -> line("\tchap " + quoted(chap.name().text()) + " "
                + quoted(chap.secret().reveal())));
    }

    private void option(String name, String value) {
        line("\toption " + quoted(name) + " " + quoted(value));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private String end() {
        line(END);
        return text.toString();
    }
}
