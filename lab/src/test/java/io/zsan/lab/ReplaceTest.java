package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.error.ZsanException;
import io.zsan.freebsd.zpool.Scan;
import io.zsan.freebsd.zpool.ZpoolStatus;
import io.zsan.ledger.LunState;
import io.zsan.model.Disk;
import io.zsan.model.LunRef;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A lost leg is replaced to the end, with its progress in the words of a real zpool; its LUN comes back blank. */
class ReplaceTest extends OnLab {
    @Test
    void replacesALegAndWipesTheOldOne() throws IOException, InterruptedException {
        withPool(Lab.builder().storageNodes(4).diskBytes(256L << 20));
        fill(100);
        LunRef victim = legOn("s1");
        Disk disk = lab().storage("s1").node().disks().get(0);
        Path file = lab().storage("s1").disk(disk);
        assertThat(labels(file)).contains("name: '" + POOL + "'");

        lab().database("d1").slow(25 << 20);
        // zfs-fuse resilvers within the very command that replaces, and zsan asks nothing meanwhile (R11): so it is
        // asked
        // from the side.
        Set<Double> percents = new ConcurrentSkipListSet<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread watch = new Thread(() -> watch(percents, over), "watch");
        watch.start();
        lab().storage("s1").daemon().kill();
        san().await("the loss to be recorded", PATIENCE, r -> !inSync().contains(victim));
        san().await(
                        "the pool to be whole again",
                        PATIENCE,
                        r -> r.ledger().pool(POOL).isWhole());
        assertThat(inSync()).hasSize(3).doesNotContain(victim);
        over.set(true);
        watch.join();
        assertThat(percents).anyMatch(percent -> percent > 0 && percent < 100);
        assertThat(scribe().progress()).anySatisfy(p -> assertThat(p.finished()).isTrue());
        say("resilver seen at " + percents + " %");

        lab().storage("s1").boot();
        san().await(
                        "the old LUN to be free",
                        PATIENCE,
                        r -> r.ledger()
                                .findLun(victim.id())
                                .filter(l -> l.state() == LunState.FREE
                                        && l.generation().number() == 2)
                                .isPresent());
        for (long at : new long[] {0, disk.sizeBytes() - (4 << 20)}) {
            assertThat(bytes(file, at)).containsOnly(0);
        }
        assertThat(labels(file)).doesNotContain("name:").contains("failed to unpack label 3");
    }

    private void watch(Set<Double> percents, AtomicBoolean over) {
        while (!over.get()) {
            try {
                String status = raw("d1", "/sbin/zpool", "status").out();
                ZpoolStatus.parse(status, "").pools().stream()
                        .flatMap(pool -> pool.scans().stream())
                        .filter(Scan.Running.class::isInstance)
                        .forEach(scan -> ((Scan.Running) scan).percent().ifPresent(percents::add));
            } catch (ZsanException hung) {
                event(String.valueOf(hung.getMessage()));
            }
            pause(Duration.ofMillis(50));
        }
    }

    private void fill(int mebibytes) {
        assertThat(raw(
                        "d1",
                        "/bin/dd",
                        "if=/dev/urandom",
                        "of=/mnt/" + POOL + "/ballast",
                        "bs=1M",
                        "count=" + mebibytes,
                        "conv=fsync",
                        "status=none"))
                .satisfies(r -> assertThat(r.exit()).isZero());
    }

    private String labels(Path file) {
        var result = raw("d2", "/sbin/zdb", "-l", file.toString());
        return result.out() + result.err();
    }

    private static byte[] bytes(Path file, long at) throws IOException {
        byte[] area = new byte[4 << 20];
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "r")) {
            disk.seek(at);
            disk.readFully(area);
        }
        return area;
    }
}
