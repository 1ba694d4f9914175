package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableMap;
import io.zsan.error.UnexpectedOutput;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why {@code zpool import} of a pool was refused.
 *
 * @param pool the name, or GUID, as it was asked for
 * @param host the system that has it or had it last, where one is named
 * @param hostid that system's hostid
 * @param text the complaint, on one line
 */
public record ImportRefusal(String pool, Reason reason, Optional<String> host, Optional<Long> hostid, String text) {
    /** Reasons that a caller can act on. */
    public enum Reason {
        /** Another system had it last, and did not export it. {@code -f} overrides this. */
        LAST_ACCESSED_ELSEWHERE,
        /** Multihost protection saw another system write to it. {@code -f} does not override this. */
        IMPORTED_ELSEWHERE,
        /** Multihost protection is on and this system has no hostid. */
        NO_HOSTID,
        /** Multihost protection could not write its claim to a device that the pool expects. */
        CLAIM_FAILED,
        /** No device that was looked at carries it. */
        NO_SUCH_POOL,
        /** Two pools have that name. */
        MORE_THAN_ONE,
        /** A pool of that name is imported here: this one or another. */
        ALREADY_IMPORTED,
        /** Too few of its devices are there. */
        DEVICES_MISSING,
        /** Its configuration does not fit the devices. */
        INVALID_CONFIGURATION,
        /** A device cannot be written. */
        DEVICE_READ_ONLY,
        /** A device is in use. */
        DEVICE_IN_USE,
        /** Its metadata cannot be read; never go back in time for it by yourself. */
        IO_ERROR,
        /** It needs a newer ZFS. */
        UNSUPPORTED,
        /** Something holds it. */
        BUSY
    }

    private static final Pattern HEAD =
            Pattern.compile("[Cc]annot import '([^']+)'(?: as '[^']+')?: (.+)", Pattern.DOTALL);
    private static final Map<String, Reason> BEGINNINGS = ImmutableMap.<String, Reason>builder()
            .put("pool was previously in use from another system.", Reason.LAST_ACCESSED_ELSEWHERE)
            .put("pool may be in use from other system", Reason.LAST_ACCESSED_ELSEWHERE)
            .put("pool is imported on ", Reason.IMPORTED_ELSEWHERE)
            .put("pool has the multihost property on and the", Reason.NO_HOSTID)
            .put("the multihost claim could not be written", Reason.CLAIM_FAILED)
            .put("I/O errors occurred while writing the multihost claim.", Reason.CLAIM_FAILED)
            .put("no such pool available", Reason.NO_SUCH_POOL)
            .put("no such pool or dataset", Reason.NO_SUCH_POOL)
            .put("more than one matching pool", Reason.MORE_THAN_ONE)
            .put("a pool with that name already exists", Reason.ALREADY_IMPORTED)
            .put("a pool with that name is already created/imported,", Reason.ALREADY_IMPORTED)
            .put("one or more devices is currently unavailable", Reason.DEVICES_MISSING)
            .put("invalid vdev configuration", Reason.INVALID_CONFIGURATION)
            .put("one or more devices is read only", Reason.DEVICE_READ_ONLY)
            .put("one or more devices are already in use", Reason.DEVICE_IN_USE)
            .put("I/O error", Reason.IO_ERROR)
            .put("unsupported version or feature", Reason.UNSUPPORTED)
            .put("pool is busy", Reason.BUSY)
            .buildOrThrow();
    private static final Pattern HOST =
            Pattern.compile("(?:Last accessed by|last accessed by|imported on host|imported on) '?([^ ']+)'?"
                    + " \\(hostid(?:=|: )(?:0x)?([0-9a-fA-F]{1,16})\\)");

    /**
     * Parses the complaint of an import that ended with an error.
     *
     * @throws UnexpectedOutput if the reason is not known: then it is not known either whether the pool was imported
     */
    public static ImportRefusal parse(String err) {
        String text = err.strip();
        Matcher head = HEAD.matcher(text);
        if (head.matches()) {
            String description = head.group(2);
            for (Map.Entry<String, Reason> beginning : BEGINNINGS.entrySet()) {
                if (description.startsWith(beginning.getKey())) {
                    return refusal(head.group(1), beginning.getValue(), text);
                }
            }
        }
        throw new UnexpectedOutput("cannot understand why 'zpool import' failed", err);
    }

    private static ImportRefusal refusal(String pool, Reason reason, String text) {
        String oneLine = text.replaceAll("\\s*\\n\\s*", "; ");
        Matcher host = HOST.matcher(text);
        if (!host.find()) {
            return new ImportRefusal(pool, reason, Optional.empty(), Optional.empty(), oneLine);
        }
        Optional<Long> hostid = Optional.of(Long.parseUnsignedLong(host.group(2), 16));
        return new ImportRefusal(pool, reason, Optional.of(host.group(1)), hostid, oneLine);
    }
}
