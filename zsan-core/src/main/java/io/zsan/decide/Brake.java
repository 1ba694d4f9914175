package io.zsan.decide;

/** R13: while much of the fleet is silent, we are probably the broken part. */
final class Brake {
    static final String TEXT = "too many storage nodes are silent; nothing is replaced until more of them answer";

    private Brake() {}

    static boolean holds(Situation now) {
        long all = now.fleet().storageNodes().size();
        long silent = now.fleet().storageNodes().stream()
                .filter(n -> now.observation().storageNode(n.name()).isEmpty())
                .count();
        return silent > now.policy().brake() * all;
    }
}
