package io.zsan.testkit.driver;

import static io.zsan.testkit.driver.DriverLab.POOL;
import static io.zsan.testkit.driver.DriverLab.identity;
import static io.zsan.testkit.driver.DriverLab.importOrder;
import static io.zsan.testkit.driver.DriverLab.lun;
import static io.zsan.testkit.driver.DriverLab.target;
import static io.zsan.testkit.driver.DriverLab.wipeOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.OutcomeUnknown;
import io.zsan.freebsd.chap.MasterKey;
import io.zsan.freebsd.chap.Secrets;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.model.Epoch;
import io.zsan.model.LunRef;
import io.zsan.node.PoolReport;
import io.zsan.testkit.commands.CommandList;
import io.zsan.testkit.commands.CommandList.Kind;
import io.zsan.testkit.fake.FakeRelease;
import io.zsan.testkit.fake.Fault;
import io.zsan.testkit.fake.FaultPlan;
import io.zsan.testkit.world.Timings;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/commands.md holds what the drivers run, and nothing else. */
class CommandListTest {
    private static final LunRef A = lun("s1.A");
    private static final LunRef B = lun("s2.A");
    private static final LunRef C = lun("s3.A");
    private static final LunRef FRESH = lun("s1.B");
    private static final Epoch NEXT = new Epoch(2);

    private final CommandList list = new CommandList();
    private final Optional<Secrets> secrets =
            Optional.of(MasterKey.of(HexFormat.of().parseHex("00112233445566778899aabbccddeeff".repeat(2))));
    private final DriverLab lab = new DriverLab(Timings.measured(), list::audited, secrets).prepared();

    @Test
    void listsNothingThatIsNeverRun() {
        look();
        lab.databaseHost("d1").sysctls().put("kern.iscsi.ping_timeout", "2");
        lab.database("d1").tune();
        lab.pool();
        PoolReport pool = lab.poolAt("d1");
        replaceAndGiveUp();
        rejected();
        lab.database("d1").stamp(POOL, NEXT);
        lab.database("d1").export(POOL, NEXT, identity(B));
        lab.connect("d2", NEXT, A, B, C);
        lab.database("d2").importPool(importOrder(pool, NEXT, "d2", B, C));
        lab.database("d2").mount(POOL);
        lab.database("d1").nudge(target(A));
        hang();
        lab.database("d2").logout(target(A));
        assertThatThrownBy(() -> lab.database("d1").reboot()).isInstanceOf(OutcomeUnknown.class);
        lab.storage("s2").fence(B, NEXT);
        lab.storage("s1").seal(A);
        lab.storage("s1").wipe(wipeOrder(A));
        istgt();

        assertThat(list.neverRun(Kind.STORAGE)).isEmpty();
        assertThat(list.neverRun(Kind.DATABASE)).isEmpty();
    }

    private void istgt() {
        DriverLab old = new DriverLab(Timings.measured(), list::audited, secrets, FakeRelease.FREEBSD_9).prepared();
        old.storage("s1").observe();
        old.storage("s1").preflight();
        old.connect("d1", Epoch.FIRST, A);
        old.storage("s1").seal(A);
    }

    private void look() {
        lab.storage("s1").observe();
        lab.storage("s1").disks();
        lab.storage("s1").preflight();
        lab.storage("s1").traits();
        lab.database("d1").observe();
        lab.database("d1").preflight();
        lab.database("d1").traits();
    }

    private void replaceAndGiveUp() {
        lab.connect("d1", Epoch.FIRST, FRESH);
        lab.database("d1").offline(POOL, lab.leg("d1", A).guid());
        lab.database("d1").replace(POOL, lab.leg("d1", A).guid(), identity(FRESH));
        lab.database("d1").detach(POOL, lab.leg("d1", FRESH).guid());
    }

    /** A session that shows the secret of another epoch is made good, and not removed. */
    private void rejected() {
        lab.database("d1").logout(target(FRESH));
        lab.storage("s1").grant(identity(FRESH), NEXT, lab.initiator("d1"), lab.boot("s1"));
        for (Epoch epoch : List.of(Epoch.FIRST, NEXT)) {
            lab.database("d1").login(target(FRESH), epoch, lab.storageHost("s1").portal());
            lab.advance(Duration.ofSeconds(10));
        }
    }

    /** Afterwards ZFS is asked whether it answers again. */
    private void hang() {
        lab.faultOnce(Fault.HANG, "zpool set");
        assertThatThrownBy(() -> lab.database("d2").stamp(POOL, new Epoch(3))).isInstanceOf(OutcomeUnknown.class);
        lab.faults(FaultPlan.none());
        lab.advance(Duration.ofMinutes(1));
        assertThat(lab.database("d2").observe().poolsKnown()).isTrue();
    }

    @Test
    void refusesWhatIsNotListed() {
        CommandRunner runner = list.audited(lab.fake("d1").runner());
        for (Command other : new Command[] {
            Command.modifying("/sbin/zpool", "destroy", "p1"),
            Command.modifying("/sbin/zpool", "import", "-f", "-F", "-N", "-o", "cachefile=none", "-d", "/dev/x", "1"),
            Command.modifying("/sbin/zpool", "offline", "p1", "da1"),
            Command.modifying("/sbin/zpool", "offline", "p1", "1", "2"),
            Command.modifying("/bin/sh", "-c", "echo", "zsan-login", "iqn.2026-11.x:y"),
            Command.reading("/usr/sbin/ctladm", "devlist", "-x")
        }) {
            assertThatThrownBy(() -> runner.run(other)).as(other.toString()).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void listsTheProgramsOfEachScript() {
        Pattern program = Pattern.compile("(?<![\\w.])/(?:usr/(?:local/)?)?s?bin/[a-z0-9]+");
        CommandList.SCRIPTS.forEach((name, text) -> {
            String code = text.replaceAll("(?m)^ *#.*$", "");
            assertThat(list.programs(name))
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(program.matcher(code)
                            .results()
                            .map(match -> match.group())
                            .distinct()
                            .toList());
        });
    }
}
