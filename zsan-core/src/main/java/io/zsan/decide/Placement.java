package io.zsan.decide;

import io.zsan.ledger.LunRecord;
import io.zsan.ledger.LunState;
import io.zsan.model.FailureDomain;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses LUNs for the legs of a mirror over failure domains. It never weakens the rule silently: each choice says what it
 * meets (R13).
 */
final class Placement {
    private Placement() {}

    /** What a choice meets. */
    enum Grade {
        /** No other leg of the mirror lies in the same failure domain. */
        MEETS_STRICT,
        /** No other leg of the mirror lies on the same storage node. */
        MEETS_SOFT
    }

    /** A LUN and what choosing it meets. */
    record Choice(LunRecord lun, Grade grade) {}

    /**
     * The best free LUN beside {@code others}.
     *
     * @param sizeBytes least size
     * @param sectorBytes sector size that it must have; 0: any
     */
    static Optional<Choice> choose(
            Situation now, List<LunRecord> free, List<LunRef> others, long sizeBytes, int sectorBytes) {
        List<LunRecord> usable = free.stream()
                .filter(lun -> usable(now, lun, sizeBytes, sectorBytes))
                .filter(lun -> others.stream()
                        .noneMatch(o -> o.id().node().equals(lun.id().node())))
                .sorted(order(now))
                .toList();
        List<FailureDomain> taken = others.stream()
                .map(o -> domain(now, o.id().node()))
                .flatMap(Optional::stream)
                .toList();
        Optional<Choice> strict = usable.stream()
                .filter(lun -> !taken.contains(domain(now, lun.id().node()).orElseThrow()))
                .findFirst()
                .map(lun -> new Choice(lun, Grade.MEETS_STRICT));
        if (strict.isPresent() || !now.policy().softPlacement()) {
            return strict;
        }
        return usable.stream().findFirst().map(lun -> new Choice(lun, Grade.MEETS_SOFT));
    }

    /** Those on storage nodes that do not come and go (S13). */
    static List<LunRecord> calm(Situation now, List<LunRecord> luns) {
        return luns.stream().filter(lun -> !now.heldDown(lun.id().node())).toList();
    }

    /** The LUNs for a new mirror of {@code width} legs, or empty if there are not enough. */
    static Optional<List<LunRecord>> chooseMirror(Situation now, List<LunRecord> free, int width, long sizeBytes) {
        List<LunRecord> chosen = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            int sector = chosen.isEmpty() ? 0 : chosen.get(0).sectorBytes();
            List<LunRef> others = chosen.stream().map(LunRecord::ref).toList();
            Optional<Choice> next = choose(now, free, others, sizeBytes, sector);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            chosen.add(next.get().lun());
        }
        return Optional.of(chosen);
    }

    private static boolean usable(Situation now, LunRecord lun, long sizeBytes, int sectorBytes) {
        return lun.sizeBytes() >= sizeBytes
                && (sectorBytes == 0 || lun.sectorBytes() == sectorBytes)
                && domain(now, lun.id().node()).isPresent()
                && now.storage(lun.ref()).isPresent();
    }

    private static Optional<FailureDomain> domain(Situation now, NodeName node) {
        return now.fleet().findStorageNode(node).map(n -> n.domain());
    }

    /** The storage node with the fewest LUNs in pools first, then the smallest disk, then by name. */
    private static Comparator<LunRecord> order(Situation now) {
        return Comparator.comparingLong((LunRecord lun) -> now.ledger().luns().stream()
                        .filter(l -> l.state() == LunState.IN_POOL)
                        .filter(l -> l.id().node().equals(lun.id().node()))
                        .count())
                .thenComparing(LunRecord::sizeBytes)
                .thenComparing(LunRecord::id);
    }
}
