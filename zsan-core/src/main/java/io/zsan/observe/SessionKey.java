package io.zsan.observe;

import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import java.util.Comparator;

/** A session, named by its two ends. */
public record SessionKey(NodeName node, Iqn target) implements Comparable<SessionKey> {
    private static final Comparator<SessionKey> ORDER =
            Comparator.comparing(SessionKey::node).thenComparing(SessionKey::target);

    @Override
    public int compareTo(SessionKey other) {
        return ORDER.compare(this, other);
    }
}
