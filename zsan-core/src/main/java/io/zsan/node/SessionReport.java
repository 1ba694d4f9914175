package io.zsan.node;

import io.zsan.model.Iqn;

/**
 * A session of a database node's initiator.
 *
 * @param connected whether it is up
 * @param detail what the initiator says of it, such as the reason why it is down
 */
public record SessionReport(Iqn target, boolean connected, String detail) {}
