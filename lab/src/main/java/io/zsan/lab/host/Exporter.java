package io.zsan.lab.host;

import io.zsan.lab.process.LabProcess;
import io.zsan.model.Iqn;
import io.zsan.model.Portal;
import java.util.Optional;

/**
 * One session of a database node: a {@code qemu-storage-daemon} that logs in to a target and shows its LUN as a file.
 * Guarded by its {@link DatabaseHost}.
 */
final class Exporter {
    final int number;
    final Iqn target;
    final Portal portal;
    LabProcess process;
    /** What stands behind it; empty until it has come up. */
    Optional<Device> device = Optional.empty();

    /**
     * The disk behind a session.
     *
     * @param serial of the LUN, as its target says
     */
    record Device(String serial, long sizeBytes, int sectorBytes) {}

    Exporter(int number, Iqn target, Portal portal, LabProcess process) {
        this.number = number;
        this.target = target;
        this.portal = portal;
        this.process = process;
    }

    /** Where it shows the LUN, in the node's own namespace. */
    String file() {
        return file(number);
    }

    static String file(int number) {
        return "/dev/legs/" + number;
    }
}
