package io.zsan.freebsd.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The texts of the scripts, for {@code /bin/sh -c TEXT NAME ARGUMENT…} on FreeBSD. Each exits 0 when its work is done;
 * the other exits are the constants here, with one line on standard error that begins with {@code zsan:}.
 *
 * <p>{@code prepare}, {@code access} and {@code wipe} must run under {@code lockf -k -s -t N} on {@link #LOCK}; a lock that
 * stays taken makes lockf exit {@link #STALE} with nothing on standard error.
 */
public final class Scripts {
    /** The lock of a storage node; its directory is made before. */
    public static final String LOCK = "/var/db/zsan/lock";

    /** Arguments that cannot be right. Nothing was changed. */
    public static final int USAGE = 64;

    /** The input ended before its last line. Nothing was changed. */
    public static final int INCOMPLETE = 65;

    /** The token that the node keeps cannot be read. Nothing was changed. */
    public static final int DAMAGED = 74;

    /** The node has seen a higher token (R15). Nothing was changed. */
    public static final int STALE = 75;

    /**
     * Something on the node is not as it must be. Nothing was changed; a wipe that ZFS refuses has raised the token, as
     * sealing its generation would.
     */
    public static final int REFUSED = 76;

    /** The node has booted since it was last prepared (R9). Nothing was changed. */
    public static final int NOT_PREPARED = 77;

    /** The target does not accept the configuration; the one before stays in force, the token is raised. */
    public static final int BAD_CONFIGURATION = 78;

    /** The node is in another boot than the one that was seen (R9). Nothing was changed. */
    public static final int RESTARTED = 79;

    /** An argument of {@link #login}. */
    public static final String RENEW = "renew";

    private static final String PREPARE = load("target-ctld.sh") + load("prepare.sh");
    private static final String ACCESS = load("target-ctld.sh") + load("access.sh");
    private static final String ISTGT_PREPARE = load("target-istgt.sh") + load("prepare.sh");
    private static final String ISTGT_ACCESS = load("target-istgt.sh") + load("access.sh");
    private static final String WIPE = load("wipe.sh");
    private static final String LOGIN = load("login.sh");
    private static final String ISCONTROL = load("iscontrol.sh");
    private static final String ISCONTROL_END = load("iscontrol-end.sh");
    private static final String NUDGE = load("nudge.sh");
    private static final String TUNE = load("tune.sh");

    private Scripts() {}

    /** Makes a storage node ready after a boot. Argument: nonce; input: the head of ctl.conf. */
    public static String prepare() {
        return PREPARE;
    }

    /**
     * Puts a LUN's part of ctl.conf in force. Arguments: disk serial, generation, epoch, and, where only one boot will do,
     * its nonce; input: the part.
     */
    public static String access() {
        return ACCESS;
    }

    /** The same as {@link #prepare} where the target is istgt. Input: the head of istgt.conf. */
    public static String istgtPrepare() {
        return ISTGT_PREPARE;
    }

    /** The same as {@link #access} where the target is istgt: it is started anew. Input: a part of istgt.conf. */
    public static String istgtAccess() {
        return ISTGT_ACCESS;
    }

    /** Wipes a disk. Arguments: disk serial, generation, device, size in bytes. */
    public static String wipe() {
        return WIPE;
    }

    /**
     * Adds a session on a database node. Arguments: the target's name, and {@link #RENEW} where its session is there and
     * shall become what the input says; input: a section {@code zsan} of iscsi.conf.
     */
    public static String login() {
        return LOGIN;
    }

    /** Starts a session of the old initiator. Argument: file name; input: a section {@code zsan} of the old iscsi.conf. */
    public static String iscontrol() {
        return ISCONTROL;
    }

    /** Ends a session of the old initiator. Arguments: process, file name. */
    public static String iscontrolEnd() {
        return ISCONTROL_END;
    }

    /**
     * Lets a database node's initiator try a session again that is down, where the portal answers. Argument: target.
     * Prints a line for each session that it nudged.
     */
    public static String nudge() {
        return NUDGE;
    }

    /** Sets sysctls on a database node, now and for later boots. Arguments: {@code NAME=VALUE} for each. */
    public static String tune() {
        return TUNE;
    }

    private static String load(String name) {
        try (InputStream in = Scripts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " of " + Scripts.class + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + name, e);
        }
    }
}
