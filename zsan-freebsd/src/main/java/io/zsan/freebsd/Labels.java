package io.zsan.freebsd;

import io.zsan.freebsd.dialect.ZfsVersion;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.zpool.LabelReading;
import io.zsan.model.NodeName;
import java.time.Duration;

/** How labels are read: {@code zdb -l}. It opens the device, so it hangs where the device does. */
final class Labels {
    private Labels() {}

    static Command look(String device, Duration deadline) {
        return Command.reading("/usr/sbin/zdb", "-l", device).within(deadline);
    }

    /** What {@link #look} found. */
    static LabelReading parse(ZfsVersion zfs, NodeName node, Command look, CommandResult result) {
        String out = Results.whole(node, look, result);
        return switch (zfs.labels()) {
            case MERGED -> LabelReading.parse(result.exit(), out, result.err());
            case EACH_COPY -> LabelReading.parseEachCopy(result.exit(), out, result.err());
        };
    }
}
