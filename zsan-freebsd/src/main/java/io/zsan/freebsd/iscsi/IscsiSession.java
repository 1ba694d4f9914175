package io.zsan.freebsd.iscsi;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A session of the initiator.
 *
 * @param target the target's name; empty for a discovery session
 * @param portal as it was given when the session was added; compared as text by {@code iscsictl -R}
 * @param state what the initiator says of it: {@code Connected}, or why it is down
 * @param connected whether it is up
 * @param devices its disks, such as {@code da3}; none for a moment after it came up
 */
public record IscsiSession(String target, String portal, String state, boolean connected, List<String> devices) {
    public IscsiSession {
        devices = ImmutableList.copyOf(devices);
    }
}
