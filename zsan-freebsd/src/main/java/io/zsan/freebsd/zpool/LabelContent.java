package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.text.Lines;
import io.zsan.model.Guid;
import java.util.Optional;
import java.util.SortedSet;

/** What the names and values of one label mean; the same in every version. */
final class LabelContent {
    private final Lines lines;

    LabelContent(Lines lines) {
        this.lines = lines;
    }

    ZdbLabel label(SortedSet<Integer> copies, boolean checksumValid, NvList list) {
        long number = list.number("state");
        LabelState state = LabelState.of(number).orElseThrow(() -> lines.unexpected("state " + number + " is unknown"));
        boolean ofPool = state != LabelState.SPARE && state != LabelState.L2CACHE;
        Guid guid = list.guid("guid");
        Optional<ZdbLabel.Member> member = ofPool ? Optional.of(member(list, guid)) : Optional.empty();
        return new ZdbLabel(copies, checksumValid, state, guid, member);
    }

    private ZdbLabel.Member member(NvList list, Guid guid) {
        ZdbLabel.Tree tree = tree(list.nested("vdev_tree").orElseThrow(() -> list.missing("vdev_tree")));
        Guid topGuid = list.guid("top_guid");
        if (!tree.guid().equals(topGuid)) {
            throw lines.unexpected("the tree is not that of the top-level vdev");
        }
        if (tree.leaves().stream().noneMatch(leaf -> leaf.guid().equals(guid))) {
            throw lines.unexpected("the device is not in its own tree");
        }
        if (tree.all().map(ZdbLabel.Tree::guid).distinct().count() != tree.all().count()) {
            throw lines.unexpected("a GUID is there twice");
        }
        if (list.has("hostid") && !list.has("hostname")) {
            throw list.missing("hostname");
        }
        return new ZdbLabel.Member(
                list.text("name"),
                list.number("txg"),
                list.guid("pool_guid"),
                list.optionalText("comment"),
                list.optionalDigits("hostid").map(lines::number),
                list.optionalText("hostname"),
                topGuid,
                tree);
    }

    private ZdbLabel.Tree tree(NvList list) {
        int count = list.count("children");
        ImmutableList.Builder<ZdbLabel.Tree> children = ImmutableList.builder();
        for (int i = 0; i < count; i++) {
            String name = "children[" + i + "]";
            NvList child = list.nested(name).orElseThrow(() -> list.missing(name));
            if (child.number("id") != i) {
                throw lines.unexpected("'" + name + "' has another number");
            }
            children.add(tree(child));
        }
        String type = list.text("type");
        Optional<String> path = list.optionalText("path");
        boolean device = type.equals("disk") || type.equals("file");
        if (device != (count == 0) && !type.equals("hole") && !type.equals("missing") && !type.equals("indirect")
                || device && path.isEmpty()) {
            throw lines.unexpected("a vdev of type '" + type + "' is not whole");
        }
        return new ZdbLabel.Tree(
                type,
                list.guid("guid"),
                path,
                list.has("offline"),
                list.has("removed") || list.has("faulted") || list.has("not_present"),
                list.has("resilver_txg"),
                children.build());
    }
}
