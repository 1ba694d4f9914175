package io.zsan.freebsd.zpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Captures.Capture;
import io.zsan.freebsd.zpool.ImportRefusal.Reason;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every import and every list of what could be imported that was captured; both streams stand in one text there. */
class CapturedImportTest {
    private static Stream<Arguments> imports(Predicate<Capture> wanted) {
        return Stream.of("zfs-fuse", "openzfs-2.1.11", "openzfs-2.3.2")
                .flatMap(folder -> Captures.all(folder, "zpool import").entrySet().stream()
                        .filter(entry -> wanted.test(entry.getValue()))
                        .map(entry -> Arguments.of(folder, entry.getKey(), entry.getValue())));
    }

    private static boolean lists(Capture capture) {
        return !capture.command().endsWith(" tank");
    }

    static Stream<Arguments> lists() {
        return imports(capture -> lists(capture) && capture.exit() == 0);
    }

    static Stream<Arguments> refusals() {
        return imports(capture -> capture.out().startsWith("cannot import"));
    }

    @ParameterizedTest(name = "{0}/{1}")
    @MethodSource("lists")
    void aListIsUnderstood(String folder, String name, Capture capture) {
        boolean nothing = capture.out().startsWith("no pools available");
        ZpoolImportListing list =
                nothing ? ZpoolImportListing.parse("", capture.out()) : ZpoolImportListing.parse(capture.out(), "");

        assertThat(list.pools().isEmpty()).isEqualTo(nothing);
        assertThat(list.pools()).allSatisfy(pool -> assertThat(pool.name()).isEqualTo("tank"));
    }

    @ParameterizedTest(name = "{0}/{1}")
    @MethodSource("refusals")
    void aRefusalHasAReason(String folder, String name, Capture capture) {
        assertThat(ImportRefusal.parse(capture.out()).pool()).isEqualTo("tank");
    }

    private static ImportRefusal refusal(String folder, String name) {
        return ImportRefusal.parse(Captures.of(folder, name).out());
    }

    @Test
    void whatForceOverridesIsToldFromWhatItDoesNot() {
        assertThat(refusal("zfs-fuse", "32-import-after-crash").reason()).isEqualTo(Reason.LAST_ACCESSED_ELSEWHERE);
        ImportRefusal multihost = refusal("openzfs-2.3.2", "26-mh-import-f-active");
        assertThat(multihost.reason()).isEqualTo(Reason.IMPORTED_ELSEWHERE);
        assertThat(multihost.host()).contains("db1");
        assertThat(multihost.hostid()).contains(1L);
    }
}
