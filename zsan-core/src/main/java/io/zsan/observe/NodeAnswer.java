package io.zsan.observe;

import io.zsan.node.DatabaseNodeReport;
import io.zsan.node.StorageNodeReport;

/** What came of asking a node. */
public sealed interface NodeAnswer {
    /** A storage node answered. */
    record FromStorage(StorageNodeReport report) implements NodeAnswer {}

    /** A database node answered. */
    record FromDatabase(DatabaseNodeReport report) implements NodeAnswer {}

    /** No answer that could be understood in time. Nothing follows about what the node does. */
    record None(String why) implements NodeAnswer {}
}
