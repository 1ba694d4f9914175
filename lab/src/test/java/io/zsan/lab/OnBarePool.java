package io.zsan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.proof.LunIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A pool of three legs on d1 that was made by hand, with nobody of zsan's in between. */
abstract class OnBarePool extends OnLab {
    static final long SIZE = 128L << 20;

    final void poolOnD1() {
        poolOnD1(3);
    }

    final void poolOnD1(int nodes) {
        up(Lab.builder().storageNodes(nodes));
        for (int n = 1; n <= nodes; n++) {
            lab().storageDriver("s" + n).prepare();
            offer("d1", 1, n);
        }
        done(
                "d1",
                "zpool create -m /mnt/%s -o cachefile=none %s mirror %s %s %s",
                POOL,
                POOL,
                path(1),
                path(2),
                path(3));
    }

    final LunRef lun(int n) {
        return new LunRef(new LunId(new NodeName("s" + n), new DiskSerial("DISK" + n + "1")), Generation.FIRST);
    }

    final String path(int n) {
        return "/dev/diskid/DISK-" + lun(n).exportedSerial();
    }

    /** Opens legs to a node in an epoch, and logs in. */
    final void offer(String node, long epoch, int... legs) {
        for (int n : legs) {
            grant(node, epoch, n);
            login(node, n);
        }
    }

    final void grant(String node, long epoch, int n) {
        var storage = lab().storageDriver("s" + n);
        storage.grant(
                new LunIdentity(lun(n), SIZE, 512),
                new Epoch(epoch),
                lab().database(node).node().initiator(),
                storage.observe().boot().orElseThrow());
    }

    final void login(String node, int n) {
        lab().database(node).login(target(lun(n)), lab().storage("s" + n).node().portal());
        until(
                "the session",
                PATIENCE,
                () -> lab().database(node).sessions().stream()
                        .anyMatch(s -> s.target().equals(target(lun(n))) && s.connected()));
    }

    final void loseAndReturn(int n) {
        lab().database("d1").logout(target(lun(n)));
        grows();
        untilTheLegIsGone();
        offer("d1", 1, n);
    }

    /** The state of a leg changes with a transaction group. A busy pool here ends one in 30 s, or when it is told to. */
    final void untilTheLegIsGone() {
        until("the leg to be gone", PATIENCE, () -> {
            endTransactionGroup();
            return status("d1").contains("DEGRADED");
        });
    }

    final CommandResult importOn(String node, String... options) {
        List<String> words = new ArrayList<>(List.of("/sbin/zpool", "import"));
        words.addAll(List.of(options));
        words.addAll(List.of("-o", "cachefile=none", "-d", "/dev/diskid", POOL.text()));
        return raw(node, words.toArray(String[]::new));
    }

    final void within(int seconds, String... words) {
        var unused = lab().database("d1")
                .run(Command.modifying(words[0], List.of(words).subList(1, words.length))
                        .within(Duration.ofSeconds(seconds)));
    }

    final void grows() {
        int goal = journal().acknowledged() + 10;
        until("10 more records", PATIENCE, () -> journal().acknowledged() >= goal);
    }

    final void freeze(int n) {
        lab().storage("s" + n).daemon().stop();
        int unused = stands();
    }

    /** Runs a ZFS command that has to succeed, words apart by blanks. */
    final void done(String node, String command, Object... values) {
        String[] words = ("/sbin/" + String.format(Locale.ROOT, command, values)).split(" ", -1);
        CommandResult result = raw(node, words);
        assertThat(result.succeeded()).as(command + ": " + result.err()).isTrue();
    }

    final String status(String node) {
        return raw(node, "/sbin/zpool", "status").out();
    }

    /** A pool that is written to. */
    final void writtenPool() {
        poolOnD1();
        journal().start(lab().database("d1"), Duration.ofMillis(10));
        grows();
    }

    /** ZFS sees many a thing with a transaction group only. A busy pool here ends one in 30 s, or when it is told to. */
    final void endTransactionGroup() {
        done("d1", "zfs set zsan.lab:txg=next %s", POOL);
    }

    /** Nothing is acknowledged any more: what was, is told. */
    final int stands() {
        pause(Duration.ofMillis(300));
        int acknowledged = journal().acknowledged();
        pause(Duration.ofMillis(700));
        assertThat(journal().acknowledged()).isEqualTo(acknowledged);
        return acknowledged;
    }

    final void fence(int... legs) {
        for (int n : legs) {
            assertThat(lab().storageDriver("s" + n).fence(lun(n), new Epoch(2)).applied())
                    .isTrue();
        }
    }
}
