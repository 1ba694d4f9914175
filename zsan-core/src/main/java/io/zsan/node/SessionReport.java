package io.zsan.node;

import io.zsan.model.Iqn;

/**
 * A session of a database node's initiator.
 *
 * @param connected whether it is up
 * @param detail what the initiator says of it, such as the reason why it is down
 * @param rejected whether it is down because the target does not take what it shows: a login anew, with what belongs to the
 *     present epoch, changes that
 */
public record SessionReport(Iqn target, boolean connected, String detail, boolean rejected) {
    /** One that is not rejected. */
    public SessionReport(Iqn target, boolean connected, String detail) {
        this(target, connected, detail, false);
    }
}
