package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.decide.DisconnectMode;
import io.zsan.freebsd.geom.Sysctl;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * A sysctl of a database node on which zsan relies (R12).
 *
 * @param good whether a value will do
 * @param value what {@link FreeBsdDatabaseNode#tune} sets it to where it is not good
 * @param refuses whether zsan must not work with another value; else that is a warning
 * @param why what another value does
 * @param illumos whether it matters for ZFS of illumos only, up to FreeBSD 12
 */
record Setting(String name, LongPredicate good, long value, boolean refuses, String why, boolean illumos) {
    /** Below it an idle session is dropped again and again (measured, A5). */
    private static final int LEAST_PING_TIMEOUT = 3;

    /** FreeBSD's default, which answers in time and drops nothing (measured). */
    private static final int PING_TIMEOUT = 5;

    /** FreeBSD's default for both timeouts; a database that waits longer than that for a path is better told. */
    private static final int LONGEST_RETRY = 60;

    /** A login, with name resolution and CHAP, has to fit in it, or it is cut off by the next attempt. */
    private static final int SHORTEST_RETRY = 5;

    private static final int RETRY = 10;

    /** Sectors of 4 KiB: a vdev that was made for 512 bytes takes no disk of 4 KiB in the place of one of its own. */
    private static final int ASHIFT = 12;

    private Setting(String name, LongPredicate good, long value, boolean refuses, String why) {
        this(name, good, value, refuses, why, false);
    }

    static List<Setting> of(DisconnectMode mode) {
        long failing = mode == DisconnectMode.FREEZE ? 0 : 1;
        return ImmutableList.of(
                new Setting(
                        "kern.iscsi.fail_on_disconnection",
                        value -> value == failing,
                        failing,
                        true,
                        "it is not as the policy says, which is " + mode),
                new Setting(
                        "kern.iscsi.ping_timeout",
                        value -> value >= LEAST_PING_TIMEOUT,
                        PING_TIMEOUT,
                        true,
                        "sessions are dropped for nothing, or never"),
                new Setting(
                        "kern.iscsi.iscsid_timeout",
                        value -> value >= SHORTEST_RETRY && value <= LONGEST_RETRY,
                        RETRY,
                        false,
                        "a session that is down is tried again too late, too soon, or never"),
                new Setting(
                        "kern.iscsi.login_timeout",
                        value -> value >= SHORTEST_RETRY && value <= LONGEST_RETRY,
                        RETRY,
                        false,
                        "a login that hangs is given up too late, too soon, or never"),
                new Setting(
                        "kern.iscsi.fail_on_shutdown",
                        value -> value == 1,
                        1,
                        false,
                        "a shutdown waits for ever for a session that is down"),
                new Setting(
                        "kern.geom.label.disk_ident.enable",
                        value -> value == 1,
                        1,
                        true,
                        "there is no /dev/diskid, under which zsan knows the disks"),
                new Setting(
                        "vfs.zfs.min_auto_ashift",
                        value -> value >= ASHIFT,
                        ASHIFT,
                        false,
                        "a new pool takes no disk with larger sectors later on",
                        true));
    }

    static List<String> names(List<Setting> settings) {
        return settings.stream().map(Setting::name).toList();
    }

    /** Those that are not good, or not there. */
    static List<Setting> bad(List<Setting> settings, boolean illumos, Sysctl there) {
        return settings.stream()
                .filter(setting -> illumos || !setting.illumos())
                .filter(setting -> there.get(setting.name())
                        .filter(value -> value.matches("-?[0-9]{1,9}"))
                        .filter(value -> setting.good.test(Long.parseLong(value)))
                        .isEmpty())
                .toList();
    }

    String wanted() {
        return name + "=" + value;
    }
}
