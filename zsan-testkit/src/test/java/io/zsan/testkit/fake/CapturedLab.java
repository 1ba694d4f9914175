package io.zsan.testkit.fake;

import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.Lab;
import io.zsan.testkit.world.Timings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lab in which the captures were made: the same names of targets, LUNs and pools. */
final class CapturedLab {
    /** Slow enough to be seen in the middle of a resilver. */
    private static final Timings TIMINGS = Timings.measured().withResilver(20 << 20, 100 << 20);

    final Lab lab = new Lab(FakeFleet.builder().timings(TIMINGS));

    CapturedLab() {
        for (String node : new String[] {"s1", "s2", "s3"}) {
            configure(node, "d1", "d2");
            lab.ok(node, "/usr/sbin/service ctld onestart");
        }
    }

    /** As ctl.conf was in the lab. */
    void configure(String node, String... databases) {
        String initiators = Stream.of(databases)
                .map(d -> "\tinitiator-name iqn.2026-01.lab:" + d + "\n")
                .collect(Collectors.joining());
        StringBuilder conf = new StringBuilder(
                "portal-group pg0 {\n\tlisten 0.0.0.0\n}\nauth-group ag0 {\n\tauth-type none\n" + initiators + "}\n");
        for (int i = 1; i <= 2; i++) {
            String target = "iqn.2026-01.lab:" + node + ".d" + i;
            conf.append("lun " + target + ",lun,0 {\n\tbackend block\n\tpath /dev/da" + (i - 1) + "\n\tserial \"" + node
                    + "d" + i + "\"\n\tdevice-id \"LAB " + node + " d" + i
                    + "\"\n\toption vendor \"LAB\"\n\toption product \""
                    + node + "-d" + i + "\"\n\toption unmap \"on\"\n}\ntarget " + target
                    + " {\n\tauth-group ag0\n\tportal-group pg0\n\tlun 0 " + target + ",lun,0\n}\n");
        }
        lab.fleet.world().run(() -> {
            lab.fleet.storage(node).files().makeDirectories("/var/run/zsan");
            lab.fleet.storage(node).files().write("/etc/ctl.conf", conf.toString());
        });
    }

    void login(String database, String... disks) {
        for (String disk : disks) {
            String node = disk.substring(0, 2);
            lab.fleet
                    .world()
                    .run(() -> lab.fleet
                            .database(database)
                            .initiator()
                            .add(
                                    "iqn.2026-01.lab:" + node + "." + disk.substring(2),
                                    lab.portal(disk),
                                    "iqn.2026-01.lab:" + database));
            lab.advance(0.5);
        }
    }

    void remove(String database, String disk) {
        lab.ok(database, "/usr/bin/iscsictl -R -t iqn.2026-01.lab:" + disk.substring(0, 2) + "." + disk.substring(2));
        lab.advance(1);
    }

    /** One mirror of three on d1. */
    void pool() {
        login("d1", "s1d1", "s2d1", "s3d1");
        lab.ok(
                "d1",
                "/sbin/zpool create -o cachefile=none p1 mirror diskid/DISK-s1d1 diskid/DISK-s2d1 diskid/DISK-s3d1");
    }

    String guid(String database, String disk) {
        return lab.fleet
                .world()
                .call(() -> lab.pool(database).leaves().stream()
                        .filter(leaf -> leaf.path().equals("/dev/diskid/DISK-" + disk))
                        .map(leaf -> leaf.guid().toString())
                        .findFirst()
                        .orElseThrow());
    }

    /** What a captured command printed, without the line that names it and the one that tells its exit. */
    static String capture(String name) {
        try (InputStream in = CapturedLab.class.getResourceAsStream("/captures/" + name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.replaceFirst("^[$#] .*\n", "").replaceFirst("(\\[exit [0-9]+\\]|# rc=[0-9]+)\n$", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Puts one token for each kind of thing that differs between any two labs: GUIDs (numbered in order), with the blanks
     * that pad them; sizes, rates and times of a scan; host ids; addresses of initiators; session and SIM identifiers.
     */
    static String alike(String text) {
        Matcher guids = Pattern.compile("\\b([0-9]{17,20})\\b *").matcher(text);
        StringBuilder numbered = new StringBuilder();
        List<String> seen = new ArrayList<>();
        while (guids.find()) {
            if (!seen.contains(guids.group(1))) {
                seen.add(guids.group(1));
            }
            guids.appendReplacement(numbered, "<guid " + seen.indexOf(guids.group(1)) + ">");
        }
        guids.appendTail(numbered);
        // Where GUIDs stand in a table, its width is that of the longest.
        String named =
                seen.isEmpty() ? text : numbered.toString().replaceAll("(?m)^(\\t *[a-z][^ ]*) +(?=[A-Z])", "$1 ");
        return named.replaceAll("[0-9.]+[BKMGT](?=[ /])", "<size>")
                .replaceAll("[0-9]{2}:[0-9]{2}:[0-9]{2}", "<clock>")
                .replaceAll("(Sun|Mon) Nov 2[0-9]", "<day>")
                .replaceAll("[0-9]+\\.[0-9]{2}%", "<percent>")
                .replaceAll("hostid: (0x[0-9a-f]+|[0-9]+)", "hostid: <hostid>")
                .replaceAll("hostid=[0-9a-f]+", "hostid=<hostid>")
                .replaceAll("10\\.7[78]\\.0\\.[0-9]+ *", "<address>")
                .replaceAll(",i,0x[0-9a-f]+", ",i,<isid>")
                .replaceAll("naa\\.5[0-9a-f]{15}", "naa.<sim>")
                .replaceAll("/dev/vtbd1|/dev/da0", "<disk 1>")
                .replaceAll("/dev/vtbd2|/dev/da1", "<disk 2>")
                .replaceAll("NAME +STATE", "NAME STATE");
    }
}
