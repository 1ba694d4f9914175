package io.zsan.testkit.fake;

import com.google.common.hash.Hashing;
import io.zsan.freebsd.script.Scripts;
import io.zsan.model.Epoch;
import io.zsan.testkit.world.PhysicalDisk;
import io.zsan.testkit.world.StorageHost;
import java.util.List;
import java.util.Optional;

/** What the constant script that wipes a disk does. */
final class WipeScript {
    private static final int AREA = 4 << 20;
    private static final String ZEROS =
            Hashing.sha256().hashBytes(new byte[AREA]).toString();

    private WipeScript() {}

    /** Words: sh, -c, text, name, serial, generation, device, size. */
    static int run(Execution execution, List<String> words) {
        if (words.size() != 8) {
            return execution.fail(Scripts.USAGE, "zsan: not a disk serial");
        }
        String serial = words.get(4);
        String generation = words.get(5);
        String sealed = Long.toString(Epoch.SEALED.number());
        StorageHost host = execution.storage().orElseThrow();
        int refused = StorageScripts.checkToken(execution, serial, generation, sealed);
        if (refused != 0) {
            return refused;
        }
        if (host.files().exists("/var/run/zsan/targets/" + serial + ".conf")) {
            return execution.fail(Scripts.REFUSED, "zsan: " + serial + " is exported");
        }
        Optional<PhysicalDisk> disk =
                host.device(words.get(6)).filter(d -> d.disk().serial().text().equals(serial));
        if (disk.isEmpty()) {
            return execution.fail(Scripts.REFUSED, "zsan: " + words.get(6) + " is not the disk " + serial);
        }
        if (!Long.toString(disk.get().disk().sizeBytes()).equals(words.get(7))) {
            return execution.fail(Scripts.REFUSED, "zsan: " + serial + " has not " + words.get(7) + " bytes");
        }
        if (host.targets().exports(disk.get())) {
            return execution.fail(Scripts.REFUSED, "zsan: " + serial + " is in use");
        }
        StorageScripts.raiseToken(execution, serial, generation, sealed);
        disk.get().wipe();
        execution.out("head " + ZEROS + "\ntail " + ZEROS + "\n");
        return 0;
    }
}
