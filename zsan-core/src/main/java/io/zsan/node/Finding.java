package io.zsan.node;

import io.zsan.model.NodeName;

/**
 * Something that preflight found on a node (R12).
 *
 * @param refuses whether zsan will not work with this; else it is a warning
 * @param what what was found
 * @param remedy what to do about it
 */
public record Finding(NodeName node, boolean refuses, String what, String remedy) {
    @Override
    public String toString() {
        return node + ": " + what + "; " + remedy;
    }
}
