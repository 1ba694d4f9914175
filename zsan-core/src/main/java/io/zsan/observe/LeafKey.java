package io.zsan.observe;

import io.zsan.model.Guid;
import io.zsan.model.NodeName;
import java.util.Comparator;

/** A leaf of a pool, as one database node sees it: another node that has the pool imported sees it with other eyes. */
public record LeafKey(NodeName node, Guid leaf) implements Comparable<LeafKey> {
    private static final Comparator<LeafKey> ORDER =
            Comparator.comparing(LeafKey::node).thenComparing(LeafKey::leaf);

    @Override
    public int compareTo(LeafKey other) {
        return ORDER.compare(this, other);
    }
}
