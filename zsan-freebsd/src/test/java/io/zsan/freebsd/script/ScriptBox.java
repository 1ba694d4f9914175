package io.zsan.freebsd.script;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the real texts of the scripts under this machine's /bin/sh, with their directories and programs put into a
 * temporary directory. What is not on Linux (ctld, service, geom, fsync, sha256) is a few lines of shell that keep their
 * state in files beside.
 */
final class ScriptBox {
    private static final Map<String, String> STUBS = Map.ofEntries(
            Map.entry("fsync", "echo \"fsync ${1##*/}\" >> \"$BOX/log\""),
            Map.entry(
                    "ctld",
                    "echo \"ctld $1\" >> \"$BOX/log\"; cp \"$3\" \"$BOX/tested\"; [ ! -e \"$BOX/ctld-says\" ] || cat \"$BOX/ctld-says\" >&2;"
                            + " if [ -e \"$BOX/ctld-refuses\" ]; then cat \"$BOX/ctld-refuses\" >&2; exit 1; fi"),
            Map.entry("service", """
                    echo "service $1 $2" >> "$BOX/log"
                    if [ "$2" != onestatus ] && [ -e "$BOX/service-fails" ]; then echo 'no service' >&2; exit 1; fi
                    case $2 in
                    onestatus) [ -e "$BOX/serving" ] ;;
                    onestart) touch "$BOX/serving"; cp "$BOX/etc/ctl.conf" "$BOX/in-force" ;;
                    onereload) cp "$BOX/etc/ctl.conf" "$BOX/in-force" ;;
                    esac
                    """),
            Map.entry("geom", "cat \"$BOX/geom-$3\""),
            Map.entry("sysctl", """
                    if [ "$*" = "-n kern.geom.conftxt" ]; then exec cat "$BOX/conftxt"; fi
                    if [ "$1" = -n ]; then exec cat "$BOX/$2"; fi
                    if [ -e "$BOX/sysctl-refuses" ]; then echo "sysctl: unknown oid '${1%%=*}'" >&2; exit 1; fi
                    echo "sysctl $1" >> "$BOX/log"
                    """),
            Map.entry("zpool", """
                    if [ "$1" = status ]; then cat "$BOX/zpool-status"; exit; fi
                    echo "zpool $*" >> "$BOX/log"
                    if [ -e "$BOX/zpool-says" ]; then sed "s|DEV|/dev/da1|" "$BOX/zpool-says" >&2; exit 1; fi
                    """),
            Map.entry("sha256", "shift; sha256sum \"$@\" | cut -d ' ' -f 1"),
            Map.entry("daemon", "echo \"daemon $*\" >> \"$BOX/log\""),
            Map.entry("ps", "cat \"$BOX/ps\""),
            Map.entry("sleep", ":"),
            Map.entry("kill", """
                    echo "kill $*" >> "$BOX/log"
                    if [ "$(grep -c ^kill "$BOX/log")" -ge "$(cat "$BOX/signals")" ]; then : > "$BOX/ps"; fi
                    """),
            Map.entry("iscsictl", """
                    if [ "$1" = -L ]; then cat "$BOX/sessions"; exit 0; fi
                    if [ "$1 $4" = "-M -p" ]; then echo "iscsictl $*" >> "$BOX/log"; exit 0; fi
                    if [ "$1" = -M ]; then echo "iscsictl $1 $2 $3" >> "$BOX/log"; shift 2; fi
                    echo "iscsictl $1 $2 $4 $5" >> "$BOX/log"
                    cat "$3" > "$BOX/iscsi.conf"
                    stat -c '%a %n' "$3" "${3%/*}" > "$BOX/modes"
                    if [ -e "$BOX/iscsictl-fails" ]; then cat "$BOX/iscsictl-fails" >&2; exit 1; fi
                    """),
            Map.entry("istgt", """
                    echo "istgt ${2##*/}" >> "$BOX/log"
                    if grep -q broken "$2"; then echo 'istgt_lu.c: ***ERROR*** LU2: unknown unit type' >&2; exit 1; fi
                    echo "771 $0 $*" > "$BOX/ps"
                    cp "$2" "$BOX/in-force"
                    """),
            Map.entry("istgtcontrol", "stat -c %a \"$2\" > \"$BOX/modes\"; [ -s \"$BOX/ps\" ]"),
            Map.entry("timeout", "if [ -e \"$BOX/hangs\" ]; then rm \"$BOX/hangs\"; exit 124; fi; shift; exec \"$@\""),
            Map.entry("nc", "echo \"nc $*\" >> \"$BOX/log\"; [ ! -e \"$BOX/nc-refused\" ]"),
            Map.entry("dd", "echo dd >> \"$BOX/log\"; exec /usr/bin/dd \"$@\""));

    private final Path dir;

    /** What a script did. */
    record Run(int exit, String out, String err) {}

    ScriptBox(Path dir) throws IOException {
        this.dir = dir;
        for (String sub : List.of("bin", "db/tokens", "etc", "dev")) {
            Files.createDirectories(dir.resolve(sub));
        }
        for (var stub : STUBS.entrySet()) {
            program(stub.getKey(), stub.getValue());
        }
        for (String real : List.of("cat", "mkdir", "mv", "rm", "tail", "grep", "readlink", "awk", "sed", "cut")) {
            program(real, "exec " + real + " \"$@\"");
        }
        Files.createSymbolicLink(dir.resolve("etc/ctl.conf"), dir.resolve("run/ctl.conf"));
    }

    private void program(String name, String body) throws IOException {
        Path file = dir.resolve("bin").resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Run run(String script, String stdin, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", moved(script), "zsan-test"));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("BOX", dir.toString());
        builder.redirectOutput(dir.resolve("stdout").toFile());
        builder.redirectError(dir.resolve("stderr").toFile());
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(stdin.getBytes(StandardCharsets.UTF_8));
        } catch (IOException closed) {
            // A script that refuses its arguments ends without reading.
        }
        return new Run(process.waitFor(), read("stdout"), read("stderr"));
    }

    private String moved(String script) {
        return script.replaceAll("(?<![\\w.])/(?:usr/)?s?bin/(\\w+)", dir.resolve("bin") + "/$1")
                .replace("/usr/local/bin/", dir.resolve("bin") + "/")
                .replace("/var/db/zsan", dir.resolve("db").toString())
                .replace("/var/run/zsan", dir.resolve("run").toString())
                .replace("/etc/sysctl.conf", dir.resolve("etc/sysctl.conf").toString())
                .replace("/etc/ctl.conf", dir.resolve("etc/ctl.conf").toString())
                .replaceAll("(if|of)=\"/dev/\\$(device|3)", "$1=\"" + dir.resolve("dev") + "/\\$$2");
    }

    Path path(String name) {
        return dir.resolve(name);
    }

    boolean exists(String name) {
        return Files.exists(dir.resolve(name));
    }

    String read(String name) throws IOException {
        return Files.exists(dir.resolve(name)) ? Files.readString(dir.resolve(name)) : "";
    }

    void write(String name, String text) throws IOException {
        Files.createDirectories(dir.resolve(name).getParent());
        Files.writeString(dir.resolve(name), text);
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(dir.resolve(name));
    }

    /** All that a refused command must leave as it is. */
    String state() throws IOException {
        return read("db/tokens/WD1") + "|" + read("run/targets/WD1.conf") + "|" + read("run/ctl.conf") + "|"
                + read("in-force");
    }
}
