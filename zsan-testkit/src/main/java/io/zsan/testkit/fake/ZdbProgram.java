package io.zsan.testkit.fake;

import io.zsan.testkit.world.InitiatorSession;
import io.zsan.testkit.world.OnDisk;
import io.zsan.testkit.world.PhysicalDisk;
import io.zsan.testkit.world.PoolConfig.LeafConfig;
import io.zsan.testkit.world.PoolConfig.MirrorConfig;
import io.zsan.testkit.world.PoolConfig.SlotConfig;
import java.util.List;
import java.util.Optional;

/** {@code zdb -l DEVICE} and {@code zdb -lu DEVICE}. */
final class ZdbProgram {
    private ZdbProgram() {}

    static int run(Execution execution, List<String> words) throws NoAnswer, InterruptedException {
        if (words.size() != 3 || !words.get(1).matches("-lu?")) {
            return execution.fail(1, "Usage:\tzdb -l [-Aqu] <device>");
        }
        String path = words.get(2);
        Optional<PhysicalDisk> disk = disk(execution, path);
        if (disk.isEmpty() && !path.equals("/dev/vtbd0")) {
            execution.out("cannot open '" + path + "': No such file or directory\n");
            return 1;
        }
        boolean unreadable = disk.filter(PhysicalDisk::failsReads).isPresent();
        Optional<OnDisk> label = unreadable ? Optional.empty() : disk.flatMap(PhysicalDisk::zfs);
        String failure = "failed to " + (unreadable ? "read" : "unpack") + " label ";
        if (execution.release().illumos()) {
            return eachCopy(execution, label, failure);
        }
        if (label.isEmpty()) {
            for (int i = 0; i < 4; i++) {
                execution.out(failure + i + "\n");
            }
            return 2;
        }
        execution.out(text(label.get()));
        if (words.get(1).endsWith("u")) {
            execution.out(uberblock(label.get()));
        }
        return 0;
    }

    /** Up to FreeBSD 12. */
    private static int eachCopy(Execution execution, Optional<OnDisk> label, String failure) {
        String rule = "-".repeat(44) + "\n";
        for (int i = 0; i < 4; i++) {
            execution.out(rule + "LABEL " + i + "\n" + rule);
            execution.out(label.map(ZdbProgram::content).orElse(failure + i + "\n"));
        }
        return label.isPresent() ? 0 : 2;
    }

    private static Optional<PhysicalDisk> disk(Execution execution, String path) throws NoAnswer, InterruptedException {
        if (execution.storage().isPresent()) {
            return execution.storage().get().device(path.replaceFirst("^/dev/", ""));
        }
        Optional<InitiatorSession> session =
                execution.database().orElseThrow().initiator().device(path);
        if (session.isPresent()) {
            InitiatorSession found = session.get();
            // Reading a frozen leg hangs until it answers or is gone (A8).
            execution.await(() -> found.usable() || found.device().isEmpty());
        }
        return session.flatMap(InitiatorSession::device).map(InitiatorSession.Device::disk);
    }

    private static String text(OnDisk label) {
        String rule = "-".repeat(36) + "\n";
        return rule + "LABEL 0\n" + rule + content(label) + "    labels = 0 1 2 3 \n";
    }

    private static String content(OnDisk label) {
        MirrorConfig top = label.top();
        String comment = label.config().comment();
        StringBuilder text = new StringBuilder("    version: 5000\n    name: '"
                + label.config().name() + "'\n    state: " + (label.exported() ? 1 : 0) + "\n    txg: "
                + label.labelTxg()
                + "\n    pool_guid: " + label.config().guid() + "\n    errata: 0\n"
                + (comment.isEmpty() ? "" : "    comment: '" + comment + "'\n") + "    hostid: " + label.hostId()
                + "\n    hostname: '" + label.hostName() + "'\n    top_guid: " + top.guid() + "\n    guid: "
                + label.leaf() + "\n    vdev_children: "
                + label.config().mirrors().size() + "\n    vdev_tree:\n");
        text.append("        type: 'mirror'\n        id: "
                + label.config().mirrors().indexOf(top) + "\n        guid: "
                + top.guid() + "\n        metaslab_array: 69\n        metaslab_shift: " + top.metaslabShift()
                + "\n        ashift: " + top.ashift() + "\n        asize: " + top.asize()
                + "\n        is_log: " + (top.log() ? 1 : 0) + "\n        create_txg: "
                + top.createTxg() + "\n");
        for (int i = 0; i < top.slots().size(); i++) {
            slot(text, top.slots().get(i), i);
        }
        return text.append(
                        "    features_for_read:\n        com.delphix:hole_birth\n        com.delphix:embedded_data\n")
                .toString();
    }

    private static void slot(StringBuilder text, SlotConfig slot, int index) {
        if (slot.replacing().isEmpty()) {
            leaf(text, slot.leaves().get(0), index, "        ");
            return;
        }
        String indent = "            ";
        text.append(
                "        children[" + index + "]:\n" + indent + "type: 'replacing'\n" + indent + "id: " + index + "\n"
                        + indent + "guid: " + slot.replacing().get() + "\n" + indent + "whole_disk: 0\n" + indent
                        + "create_txg: " + slot.leaves().get(1).createTxg() + "\n");
        for (int i = 0; i < slot.leaves().size(); i++) {
            leaf(text, slot.leaves().get(i), i, indent);
        }
    }

    private static void leaf(StringBuilder text, LeafConfig leaf, int index, String outer) {
        String indent = outer + "    ";
        text.append(outer + "children[" + index + "]:\n" + indent + "type: 'disk'\n" + indent + "id: " + index + "\n"
                + indent + "guid: " + leaf.guid() + "\n" + indent + "path: '" + leaf.path() + "'\n" + indent
                + "whole_disk: 1\n" + (leaf.behind() ? indent + "DTL: 70\n" : "") + indent + "create_txg: "
                + leaf.createTxg() + "\n" + (leaf.offline() ? indent + "offline: 1\n" : ""));
    }

    private static String uberblock(OnDisk label) {
        return "    Uberblock[" + label.uberTxg() % 32 + "]\n\tmagic = 0000000000bab10c\n\tversion = 5000\n\ttxg = "
                + label.uberTxg() + "\n\tguid_sum = " + Long.toUnsignedString(guidSum(label)) + "\n\ttimestamp = "
                + label.uberTime().getEpochSecond() + " UTC = " + Wording.ctime(label.uberTime())
                + "\n\tmmp_magic = 00000000a11cea11\n\tmmp_delay = 0\n\tmmp_valid = 0\n\tcheckpoint_txg = 0\n"
                + "        labels = 0 1 2 3 \n";
    }

    private static long guidSum(OnDisk label) {
        return label.config().guid().bits()
                + label.config().mirrors().stream()
                        .mapToLong(mirror -> mirror.guid().bits()
                                + mirror.slots().stream()
                                        .flatMap(slot -> slot.leaves().stream())
                                        .mapToLong(leaf -> leaf.guid().bits())
                                        .sum())
                        .sum();
    }
}
