package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.zpool.ZpoolStatus;
import io.zsan.freebsd.zpool.ZpoolStatus.Names;
import io.zsan.model.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The pools as {@code zpool status} shows them, with paths and with GUIDs.
 *
 * @param byGuid empty where it does not tell GUIDs
 */
record Statuses(ZpoolStatus byPath, Optional<ZpoolStatus> byGuid) {
    /** The one or two commands that tell them. */
    static Look<Statuses> look(ZfsVersion zfs, NodeName node, Duration deadline) {
        return switch (zfs.status()) {
            case NAMES -> {
                Command names = status(deadline);
                yield Look.of(
                        names, result -> new Statuses(text(node, names, result).withPaths(), Optional.empty()));
            }
            case FLAGS -> {
                Command paths = status(deadline, "-P");
                Command guids = status(deadline, "-g");
                yield new Look<>(
                        List.of(paths, guids),
                        results -> new Statuses(
                                text(node, paths, results.get(0)), Optional.of(text(node, guids, results.get(1)))));
            }
            case JSON -> {
                // With -g the names are unique, without which it mixes up vdevs of one name.
                Command json = status(deadline, "-j", "-p", "--json-int", "-g");
                yield Look.of(
                        json,
                        result -> new Statuses(
                                json(node, json, result, Names.PATHS),
                                Optional.of(json(node, json, result, Names.GUIDS))));
            }
        };
    }

    private static Command status(Duration deadline, String... options) {
        return Command.reading(
                        "/sbin/zpool",
                        ImmutableList.<String>builder()
                                .add("status")
                                .add(options)
                                .build())
                .within(deadline);
    }

    private static ZpoolStatus text(NodeName node, Command command, CommandResult result) {
        return ZpoolStatus.parse(Results.out(node, command, result), result.err());
    }

    private static ZpoolStatus json(NodeName node, Command command, CommandResult result, Names names) {
        return ZpoolStatus.parseJson(Results.out(node, command, result), result.err(), names);
    }
}
