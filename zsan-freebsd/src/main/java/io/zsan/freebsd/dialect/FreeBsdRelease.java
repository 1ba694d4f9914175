package io.zsan.freebsd.dialect;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Releases of FreeBSD, each with what it does in another way than others. One that is newer than all is taken for the last. */
public enum FreeBsdRelease {
    /** Only the old initiator. CTL, but without iSCSI: the target is a port. */
    FREEBSD_9(9, SessionForm.ISCONTROL, TargetForm.ISTGT),
    /** {@code iscsictl} without libxo, and with exit status 0 on errors. */
    FREEBSD_10(10, SessionForm.ISCSICTL_TEXT, TargetForm.CTL),
    FREEBSD_11(11, SessionForm.ISCSICTL_JSON, TargetForm.CTL),
    FREEBSD_12(12, SessionForm.ISCSICTL_JSON, TargetForm.CTL),
    FREEBSD_13(13, SessionForm.ISCSICTL_JSON, TargetForm.CTL),
    FREEBSD_14(14, SessionForm.ISCSICTL_JSON, TargetForm.CTL),
    FREEBSD_15(15, SessionForm.ISCSICTL_JSON, TargetForm.CTL);

    private static final Pattern VERSION = Pattern.compile("([0-9]{1,3})\\.[0-9]+-\\S+\\s*");

    private final int major;
    private final SessionForm sessions;
    private final TargetForm target;

    /** How the initiator's sessions are listed. */
    public enum SessionForm {
        /** One {@code iscontrol} for each session, and sysctls. */
        ISCONTROL,
        /** The table of {@code iscsictl -L}. */
        ISCSICTL_TEXT,
        /** {@code iscsictl -L --libxo json}. */
        ISCSICTL_JSON
    }

    /** What exports disks. */
    public enum TargetForm {
        /** The port {@code istgt}: one process, whose configuration is that of its start. */
        ISTGT,
        /** CTL in the kernel, configured by {@code ctld}. */
        CTL
    }

    FreeBsdRelease(int major, SessionForm sessions, TargetForm target) {
        this.major = major;
        this.sessions = sessions;
        this.target = target;
    }

    /**
     * The release that {@code freebsd-version} or {@code uname -r} names, such as {@code 13.2-RELEASE-p3}.
     *
     * @return empty for what is no release, or one before FreeBSD 9
     */
    public static Optional<FreeBsdRelease> of(String version) {
        OptionalInt major = major(version);
        Optional<FreeBsdRelease> found = Optional.empty();
        for (FreeBsdRelease release : values()) {
            if (major.isPresent() && release.major <= major.getAsInt()) {
                found = Optional.of(release);
            }
        }
        return found;
    }

    /** Whether a version is of a release that came after all that are known here. */
    public static boolean isNewerThanAll(String version) {
        return major(version).orElse(0) > FREEBSD_15.major;
    }

    private static OptionalInt major(String version) {
        Matcher matcher = VERSION.matcher(version);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** Such as 13. */
    public int major() {
        return major;
    }

    public SessionForm sessions() {
        return sessions;
    }

    public TargetForm target() {
        return target;
    }

    /** Whether its own ZFS is OpenZFS, which has {@code zpool version}. */
    public boolean openZfs() {
        return major >= FREEBSD_13.major;
    }
}
