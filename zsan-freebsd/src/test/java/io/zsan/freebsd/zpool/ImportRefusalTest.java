package io.zsan.freebsd.zpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Damage;
import io.zsan.freebsd.zpool.ImportRefusal.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportRefusalTest {
    @Test
    void readsThatAnotherSystemHasThePool() {
        assertThat(ImportRefusal.parse(
                        Captures.freebsd("zpool-import-active-elsewhere-mh-on").err()))
                .isEqualTo(new ImportRefusal(
                        "p1",
                        Reason.IMPORTED_ELSEWHERE,
                        Optional.of("d1"),
                        Optional.of(0xf6a0b8bcL),
                        "cannot import 'p1': pool is imported on d1 (hostid: 0xf6a0b8bc);"
                                + " Export the pool on the other system, then run 'zpool import'."));
        assertThat(ImportRefusal.parse(Captures.freebsd("zpool-import-f-active-elsewhere-mh-on")
                        .err()))
                .isEqualTo(new ImportRefusal(
                        "p1",
                        Reason.IMPORTED_ELSEWHERE,
                        Optional.of("d1"),
                        Optional.of(0xf6a0b8bcL),
                        "cannot import 'p1': pool is imported on host 'd1' (hostid=f6a0b8bc).;"
                                + " Export the pool on the other system, then run 'zpool import'."));
    }

    @Test
    void readsThatThePoolIsImportedHere() {
        assertThat(ImportRefusal.parse(Captures.freebsd("zpool-import-already").err()))
                .isEqualTo(new ImportRefusal(
                        "p1",
                        Reason.ALREADY_IMPORTED,
                        Optional.empty(),
                        Optional.empty(),
                        "cannot import 'p1': a pool with that name already exists; use the form"
                                + " 'zpool import <pool | id> <newpool>' to give it a new name"));
    }

    @Test
    void readsThatAnotherSystemHadItLast() {
        ImportRefusal refusal =
                ImportRefusal.parse("cannot import 'p1': pool was previously in use from another system.\n"
                        + "Last accessed by d1 (hostid=f6a0b8bc) at Sun Nov 22 17:01:52 2026\n"
                        + "The pool can be imported, use 'zpool import -f' to import the pool.\n");

        assertThat(refusal.reason()).isEqualTo(Reason.LAST_ACCESSED_ELSEWHERE);
        assertThat(refusal.host()).contains("d1");
        assertThat(refusal.hostid()).contains(4137728188L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cannot import 'p1': pool may be in use from other system | LAST_ACCESSED_ELSEWHERE",
                "Cannot import 'p1': pool has the multihost property on and the | NO_HOSTID",
                "cannot import 'p1': the multihost claim could not be written to a device | CLAIM_FAILED",
                "cannot import '123': no such pool available | NO_SUCH_POOL",
                "cannot import 'p1': more than one matching pool | MORE_THAN_ONE",
                "cannot import 'p1': a pool with that name is already created/imported, | ALREADY_IMPORTED",
                "cannot import 'p1' as 'p2': one or more devices is currently unavailable | DEVICES_MISSING",
                "cannot import 'p1': invalid vdev configuration | INVALID_CONFIGURATION",
                "cannot import 'p1': one or more devices is read only | DEVICE_READ_ONLY",
                "cannot import 'p1': one or more devices are already in use | DEVICE_IN_USE",
                "cannot import 'p1': I/O error | IO_ERROR",
                "cannot import 'p1': unsupported version or feature | UNSUPPORTED",
            })
    void knowsTheReasons(String err, Reason reason) {
        assertThat(ImportRefusal.parse(err + "\n").reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cannot import 'p1': \n",
                "cannot import 'p1': it is Friday\n",
                "internal error: cannot import 'p1': Input/output error\n",
                "cannot mount '/p1': directory is not empty\n"
            })
    void refusesReasonsThatItDoesNotKnow(String err) {
        assertThatThrownBy(() -> ImportRefusal.parse(err)).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void aDamagedReasonDoesNotBecomeOneThatForceOverrides() {
        String err = Captures.freebsd("zpool-import-f-active-elsewhere-mh-on").err();

        Damage.check(
                Damage.all(err),
                ImportRefusal::parse,
                damaged -> assertThat(damaged.reason()).isEqualTo(Reason.IMPORTED_ELSEWHERE));
    }
}
