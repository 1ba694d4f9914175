package io.zsan.freebsd.zpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Captures.Capture;
import io.zsan.freebsd.captures.Damage;
import io.zsan.freebsd.zpool.ZpoolListing.Row;
import io.zsan.freebsd.zpool.ZpoolProperties.Property;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZpoolListingTest {
    private static final List<String> HEALTH = List.of("name", "health");
    private static final List<String> ALL = List.of(
            "name",
            "guid",
            "health",
            "size",
            "alloc",
            "free",
            "cap",
            "frag",
            "readonly",
            "altroot",
            "multihost",
            "failmode",
            "cachefile");

    @Test
    void readsTheColumnsThatWereAskedFor() {
        ZpoolListing listing =
                ZpoolListing.parse(ALL, Captures.freebsd("zpool-list-Hp-o").out());

        assertThat(listing)
                .isEqualTo(new ZpoolListing(List.of(new Row(Map.ofEntries(
                        Map.entry("name", "p1"),
                        Map.entry("guid", "1990624424237997727"),
                        Map.entry("health", "ONLINE"),
                        Map.entry("size", "251658240"),
                        Map.entry("alloc", "42342912"),
                        Map.entry("free", "209315328"),
                        Map.entry("cap", "16"),
                        Map.entry("frag", "6"),
                        Map.entry("readonly", "off"),
                        Map.entry("altroot", "-"),
                        Map.entry("multihost", "off"),
                        Map.entry("failmode", "wait"),
                        Map.entry("cachefile", "none"))))));
        Row row = listing.pool("p1").orElseThrow();
        assertThat(row.get("cachefile")).contains("none");
        assertThat(row.get("altroot")).isEmpty();
        assertThatThrownBy(() -> row.get("comment")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"zpool-list-Hp-degraded,DEGRADED", "zpool-list-suspended,SUSPENDED"})
    void readsHealth(String capture, String health) {
        assertThat(ZpoolListing.parse(HEALTH, Captures.freebsd(capture).out()))
                .isEqualTo(new ZpoolListing(List.of(new Row(Map.of("name", "p1", "health", health)))));
    }

    @Test
    void knowsThatThereIsNoPool() {
        ZpoolListing none = new ZpoolListing(List.of());

        assertThat(ZpoolListing.parse(HEALTH, "")).isEqualTo(none);
        assertThat(ZpoolListing.parse(
                        HEALTH, Captures.freebsd("zpool-list-nopools").out()))
                .isEqualTo(none);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p1\n", "p1\tONLINE\tx\n", "p1\t\n", "p1\tONLINE", "p1\tONLINE\np1\tONLINE\n", "\n"})
    void refusesOtherForms(String out) {
        assertThatThrownBy(() -> ZpoolListing.parse(HEALTH, out)).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void aDamagedListingIsNotHealthier() {
        String out = Captures.freebsd("zpool-list-Hp-degraded").out();

        Damage.check(
                Damage.all(out),
                text -> ZpoolListing.parse(HEALTH, text),
                listing -> assertThat(listing.rows())
                        .noneMatch(row -> row.get("health").equals(Optional.of("ONLINE"))));
        Damage.refused(Damage.cut(out).skip(1), text -> ZpoolListing.parse(HEALTH, text));
    }

    @Test
    void readsProperties() {
        ZpoolProperties all = ZpoolProperties.parse(
                "p1", List.of(), Captures.freebsd("zpool-get-Hp-all").out());

        assertThat(all.properties())
                .containsEntry("guid", new Property("1990624424237997727", "-"))
                .containsEntry("cachefile", new Property("none", "local"))
                .containsEntry("comment", new Property("-", "default"))
                .containsEntry("feature@lz4_compress", new Property("active", "local"));
        assertThat(all.get("comment")).isEmpty();
        assertThat(all.get("failmode")).contains("wait");
        assertThat(all.get("nosuch")).isEmpty();
    }

    @Test
    void allPropertiesThatWereAskedForMustBeThere() {
        List<String> asked = List.of("health", "comment");
        String out = "p1\thealth\tONLINE\t-\np1\tcomment\tzsan:7\tlocal\n";

        assertThat(ZpoolProperties.parse("p1", asked, out))
                .isEqualTo(new ZpoolProperties(
                        "p1",
                        Map.of("health", new Property("ONLINE", "-"), "comment", new Property("zsan:7", "local"))));
        Damage.refused(Damage.cut(out), text -> ZpoolProperties.parse("p1", asked, text));
        Damage.refused(Damage.withoutLine(out), text -> ZpoolProperties.parse("p1", asked, text));
        Damage.refused(Damage.withLineTwice(out), text -> ZpoolProperties.parse("p1", asked, text));
        assertThatThrownBy(() -> ZpoolProperties.parse("p2", asked, out)).isInstanceOf(UnexpectedOutput.class);
    }

    @Test
    void anUnknownPropertyPrintsNothing() {
        Capture capture = Captures.freebsd("zpool-get-degraded");

        assertThat(capture.exit()).isEqualTo(2);
        assertThatThrownBy(() -> ZpoolProperties.parse("p1", List.of(), capture.out()))
                .isInstanceOf(UnexpectedOutput.class);
    }
}
