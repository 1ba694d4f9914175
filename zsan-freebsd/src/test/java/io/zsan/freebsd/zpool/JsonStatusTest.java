package io.zsan.freebsd.zpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.captures.Captures;
import io.zsan.freebsd.captures.Captures.Capture;
import io.zsan.freebsd.captures.Damage;
import io.zsan.freebsd.captures.Health;
import io.zsan.freebsd.zpool.ZpoolStatus.Names;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of OpenZFS 2.3.2 says what its text says of the same moment. */
class JsonStatusTest {
    private static final String SUFFIX = "-jp--json-int.txt";
    private static final SortedMap<String, Capture> ALL = Captures.all("openzfs-2.3.2", "zpool status");

    /** The pool changed within the seconds between the one form and the other. */
    private static final List<String> MOVED = List.of("45-replacing-1", "45-replacing-6", "49-scrubbing-1");

    static Stream<Arguments> documents() {
        return ALL.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(SUFFIX))
                .map(entry -> Arguments.of(entry.getKey().replace(SUFFIX, ""), entry.getValue()));
    }

    private static PoolStatus parse(String out, Names names) {
        return ZpoolStatus.parseJson(out, "", names).pools().get(0);
    }

    private static PoolStatus json(String name, Names names) {
        return parse(ALL.get(name + SUFFIX).out(), names);
    }

    private static List<String> shape(PoolStatus pool) {
        return pool.all()
                .map(v -> v.state() + " " + v.errors() + " " + v.aux() + " " + v.resilvering() + " "
                        + v.children().size())
                .toList();
    }

    static Stream<Arguments> pairs() {
        return documents()
                .filter(document -> !MOVED.contains((String) document.get()[0]))
                .flatMap(document -> Stream.of("", "-v", "-P-s-i-t")
                        .map(suffix -> document.get()[0] + suffix + ".txt")
                        .filter(ALL::containsKey)
                        .filter(text -> ALL.get(text).out().startsWith("  pool: "))
                        .map(text -> Arguments.of(text, document.get()[1], ALL.get(text))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void saysWhatTheTextSays(String name, Capture document, Capture text) {
        PoolStatus json = parse(document.out(), Names.PATHS);
        PoolStatus said = ZpoolStatus.parse(text.out(), text.err()).pools().get(0);

        assertThat(json.state()).isEqualTo(said.state());
        assertThat(json.status()).isEqualTo(said.status());
        assertThat(json.see()).isEqualTo(said.see());
        assertThat(shape(json)).isEqualTo(shape(said));
        assertThat(json.scans()).hasSameSizeAs(said.scans());
        assertThat(json.errors().getClass()).isEqualTo(said.errors().getClass());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void aDamagedDocumentIsRefusedOrSaysNothingBetter(String name, Capture capture) {
        PoolStatus whole = parse(capture.out(), Names.PATHS);
        String out = capture.out();

        Damage.check(
                Damage.withoutPiece(out, 5),
                text -> parse(text, Names.PATHS),
                damaged -> Health.notHealthier(whole, damaged));
    }

    @Test
    void aResilverIsMarkedAtTheLegThatItFills() {
        PoolStatus pool = json("45-replacing-3", Names.PATHS);

        assertThat(pool.all().filter(Vdev::resilvering).map(Vdev::name))
                .containsExactly("/dev/disk/by-path/ip-10.0.2.2:3264-iscsi-iqn.2024-01.lab:sn4-lun-1-part1");
        assertThat(pool.scan()).get().isInstanceOfSatisfying(Scan.Running.class, running -> {
            assertThat(running.totalBytes()).isEqualTo(169537536L - 192512);
            assertThat(running.percent().orElseThrow()).isBetween(45.9, 46.1);
        });
    }

    /** ZFS names the resilver and not the suspension; that the errors cannot be counted is what is left of it. */
    @Test
    void aResilverDoesNotHideThatAPoolIsSuspended() {
        String out = ALL.get("45-replacing-3" + SUFFIX).out();
        String hidden = out.replaceFirst(",\"error_count\":[0-9]+", "");

        assertThat(hidden).isNotEqualTo(out);
        assertThat(parse(out, Names.PATHS).suspended()).isFalse();
        assertThat(parse(hidden, Names.PATHS).suspended()).isTrue();
        assertThat(json("34-target-fenced", Names.PATHS).suspended()).isTrue();
    }

    @Test
    void guidsAreInTheSameDocument() {
        PoolStatus pool = json("45-replacing-3", Names.GUIDS);

        assertThat(pool.root().children().get(0).children())
                .extracting(Vdev::name)
                .containsExactly("13366347314099871492", "5243314541922851343", "12510719364754553549");
    }

    @Test
    void anEndedScanSaysWhen() {
        assertThat(json("29-mh-zombie-thawed", Names.PATHS).scan())
                .contains(new Scan.Finished(
                        Scan.Kind.RESILVER, Optional.empty(), 5869568, Duration.ofSeconds(1), 0, "1795366388"));
    }

    /** Of two vdevs of one name OpenZFS prints the first one's numbers twice. */
    @Test
    void twoVdevsOfOneGuidAreRefused() {
        String out = ALL.get("45-replacing-3" + SUFFIX).out().replace("5243314541922851343", "13366347314099871492");

        assertThatThrownBy(() -> parse(out, Names.GUIDS))
                .isInstanceOf(UnexpectedOutput.class)
                .hasMessageContaining("two vdevs have one GUID");
    }

    @Test
    void whatCouldBeBadNewsIsRefused() {
        String out = ALL.get("45-replacing-3" + SUFFIX).out();
        List.of(
                        out.replace("\"REMOVED\"", "\"GONE\""),
                        out.replace("\"RESILVER\"", "\"RESHUFFLE\""),
                        out.replace("\"SCANNING\"", "\"FINISHED\""),
                        out.replace("\"state\":\"REMOVED\"", "\"state\":\"CANT_OPEN\",\"aux\":\"ON_FIRE\""),
                        out.replace("\"vers_major\":0", "\"vers_major\":1"),
                        out.replaceFirst("\"read_errors\":0", "\"read_errors\":-1"),
                        out.replaceFirst("\"read_errors\":0,", ""),
                        out.replace("\"status\"", "\"s?atus\"").replace("\"function\"", "\"?unction\""),
                        out + "{}",
                        out.strip(),
                        out.replace(",", ",\t"),
                        out.replace(",", ",\n"),
                        out + "\n",
                        "{}",
                        "")
                .forEach(damaged -> assertThatThrownBy(() -> parse(damaged, Names.PATHS))
                        .as(damaged)
                        .isInstanceOf(UnexpectedOutput.class));
    }

    @Test
    void noPoolsAreNoPools() {
        String none =
                "{\"output_version\":{\"command\":\"zpool status\",\"vers_major\":0,\"vers_minor\":1},\"pools\":{}}\n";

        assertThat(ZpoolStatus.parseJson(none, "", Names.PATHS).pools()).isEmpty();
        assertThat(ZpoolStatus.parseJson("", "cannot open 'x': no such pool\n", Names.PATHS)
                        .missing())
                .containsExactly("x");
    }
}
