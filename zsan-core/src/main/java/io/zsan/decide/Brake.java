package io.zsan.decide;

import io.zsan.observe.Seen;

/** R13: while much of the fleet is silent, we are probably the broken part. */
final class Brake {
    static final String TEXT = "too many storage nodes are silent; nothing is replaced until more of them answer";

    private Brake() {}

    static boolean holds(Situation now) {
        long all = now.fleet().storageNodes().size();
        long silent = now.fleet().storageNodes().stream()
                .map(n -> now.observation().storage().get(n.name()))
                .filter(seen -> seen == null || seen instanceof Seen.Silent)
                .count();
        return silent > now.policy().brake() * all;
    }
}
