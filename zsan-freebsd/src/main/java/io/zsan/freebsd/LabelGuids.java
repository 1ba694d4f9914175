package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.zpool.PoolStatus;
import io.zsan.freebsd.zpool.Vdev;
import io.zsan.freebsd.zpool.ZdbLabel;
import io.zsan.freebsd.zpool.ZfsState;
import io.zsan.model.Guid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The GUIDs of vdevs where {@code zpool status} does not tell them: from the label of a leg that answers, since a label
 * has the tree of its whole mirror. What was learned of a tree is kept, so that no label is read while the tree is as
 * before. Within the gate, which makes it thread-safe.
 */
final class LabelGuids {
    private static final int MOST_KEPT = 1000;

    private final ZfsGate gate;
    private final Initiator initiator;
    private final Machine machine;
    private final Duration deadline;
    private final Map<Shape, List<Guid>> known = new HashMap<>();

    /** What a top-level vdev of a pool looks like, row by row. */
    private record Shape(Guid pool, List<String> rows) {}

    LabelGuids(ZfsGate gate, Initiator initiator, Machine machine, Duration deadline) {
        this.gate = gate;
        this.initiator = initiator;
        this.machine = machine;
        this.deadline = deadline;
    }

    /**
     * A status with paths for names, made into one with GUIDs. Caches and spares keep their names.
     *
     * @throws OutcomeUnknown if no leg of a mirror answers whose label shows the mirror as it is
     */
    PoolStatus inPlaceOfNames(PoolStatus byPath, Guid pool, ZfsVersion zfs) {
        Vdev root = byPath.root();
        List<Vdev> data =
                root.children().stream().map(vdev -> renamed(vdev, pool, zfs)).toList();
        ImmutableMap.Builder<String, List<Vdev>> sections = ImmutableMap.builder();
        byPath.sections().forEach((heading, vdevs) -> {
            boolean mirrors = PoolTree.isOfMirrors(heading);
            sections.put(
                    heading,
                    mirrors
                            ? vdevs.stream()
                                    .map(vdev -> renamed(vdev, pool, zfs))
                                    .toList()
                            : vdevs);
        });
        return new PoolStatus(
                byPath.name(),
                byPath.state(),
                byPath.status(),
                byPath.action(),
                byPath.see(),
                byPath.scans(),
                root.with(root.name(), data),
                sections.buildOrThrow(),
                byPath.errors());
    }

    private Vdev renamed(Vdev top, Guid pool, ZfsVersion zfs) {
        Shape shape = new Shape(pool, rows(top, 0).toList());
        List<Guid> guids = known.get(shape);
        if (guids == null) {
            guids = learn(top, pool, zfs);
            if (known.size() >= MOST_KEPT) {
                known.clear();
            }
            known.put(shape, guids);
        }
        return renamed(top, guids.iterator());
    }

    private static Stream<String> rows(Vdev vdev, int depth) {
        return Stream.concat(
                Stream.of(depth + " " + vdev.name()),
                vdev.children().stream().flatMap(child -> rows(child, depth + 1)));
    }

    private static Vdev renamed(Vdev vdev, Iterator<Guid> guids) {
        String guid = guids.next().toString();
        ImmutableList.Builder<Vdev> children = ImmutableList.builder();
        vdev.children().forEach(child -> children.add(renamed(child, guids)));
        return vdev.with(guid, children.build());
    }

    private List<Guid> learn(Vdev top, Guid pool, ZfsVersion zfs) {
        Set<String> answering = answering();
        for (Vdev leaf : top.leaves()) {
            if (!leaf.is(ZfsState.ONLINE) || !answering.contains(leaf.name())) {
                continue;
            }
            Command look = Labels.look(leaf.name(), deadline);
            Optional<List<Guid>> guids = Labels.parse(zfs, gate.node(), look, gate.run(look))
                    .label()
                    .flatMap(ZdbLabel::member)
                    .filter(member -> member.poolGuid().equals(pool))
                    .flatMap(member -> guids(top, member.tree()));
            if (guids.isPresent()) {
                return guids.get();
            }
        }
        throw new OutcomeUnknown(gate.node() + ": the GUIDs of " + top.name() + " and below cannot be told: "
                + "no leg that answers has them in its label");
    }

    /** The paths of the disks whose sessions are up. */
    private Set<String> answering() {
        Set<String> up = initiator.answering();
        return machine.disks().disks().stream()
                .filter(disk -> up.contains(disk.name()))
                .flatMap(disk -> disk.ident().stream())
                .map(LunCheck::path)
                .collect(Collectors.toSet());
    }

    /** The GUIDs of a label's tree, row by row, if it is that of the status. */
    private static Optional<List<Guid>> guids(Vdev vdev, ZdbLabel.Tree tree) {
        boolean same = vdev.leaf()
                ? tree.path().equals(Optional.of(vdev.name())) || vdev.guid().equals(Optional.of(tree.guid()))
                : vdev.name().startsWith(tree.type() + "-");
        if (!same || vdev.children().size() != tree.children().size()) {
            return Optional.empty();
        }
        List<Guid> guids = new ArrayList<>(List.of(tree.guid()));
        for (int i = 0; i < vdev.children().size(); i++) {
            Optional<List<Guid>> below =
                    guids(vdev.children().get(i), tree.children().get(i));
            if (below.isEmpty()) {
                return Optional.empty();
            }
            guids.addAll(below.get());
        }
        return Optional.of(guids);
    }
}
