package io.zsan.testkit.fake;

import io.zsan.freebsd.script.Scripts;
import io.zsan.testkit.world.Files;
import io.zsan.testkit.world.Host;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs about what an operator has set up on the machine: its rc.conf, its file systems, its clock. */
final class HostPrograms {
    private static final String SYSCTLS = "/etc/sysctl.conf.local";

    private HostPrograms() {}

    /** {@code sysrc [-i] [-f FILE]… NAME[=VALUE]…}: in these files, which are read only here, or in rc.conf. */
    static int sysrc(Execution execution, List<String> words) {
        boolean ignore = words.size() > 1 && words.get(1).equals("-i");
        Map<String, String> rc = execution.host().rcConf();
        int at = ignore ? 2 : 1;
        if (words.size() > at && words.get(at).equals("-f")) {
            rc = new LinkedHashMap<>();
            for (; words.size() > at + 1 && words.get(at).equals("-f"); at += 2) {
                rc.putAll(variables(
                        execution.host().files().read(words.get(at + 1)).orElse("")));
            }
        }
        int status = 0;
        for (String word : words.subList(at, words.size())) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            Optional<String> old = Optional.ofNullable(rc.get(name));
            if (equals >= 0) {
                String value = word.substring(equals + 1);
                rc.put(name, value);
                execution.out(name + ": " + old.orElse("") + " -> " + value + "\n");
            } else if (old.isPresent()) {
                execution.out(name + ": " + old.get() + "\n");
            } else if (!ignore) {
                status = execution.fail(1, "sysrc: unknown variable '" + name + "'");
            }
        }
        return status;
    }

    private static Map<String, String> variables(String file) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : file.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                variables.put(
                        line.substring(0, equals), line.substring(equals + 1).replace("\"", ""));
            }
        }
        return variables;
    }

    /** Words: sh, -c, text, name, NAME=VALUE…. */
    static int tuneScript(Execution execution, List<String> words) {
        List<String> settings = words.subList(4, words.size());
        if (settings.stream().anyMatch(setting -> !setting.matches("[a-z][a-z0-9._]*=[0-9]+"))) {
            return execution.fail(Scripts.USAGE, "zsan: not a sysctl");
        }
        for (String setting : settings) {
            int status = SystemPrograms.sysctl(execution, List.of("sysctl", setting));
            if (status != 0) {
                return status;
            }
        }
        Files files = execution.host().files();
        Set<String> names = settings.stream().map(HostPrograms::key).collect(Collectors.toSet());
        Stream<String> kept = files.read(SYSCTLS).orElse("").lines().filter(line -> !names.contains(key(line)));
        files.write(
                SYSCTLS,
                Stream.concat(kept, settings.stream()).map(line -> line + "\n").collect(Collectors.joining()));
        return 0;
    }

    private static String key(String line) {
        return line.replaceAll("=.*", "").replaceAll("[ \\t]", "");
    }

    /** {@code df -k PATH}. */
    static int df(Execution execution, List<String> words) {
        if (words.size() != 3 || !words.get(1).equals("-k")) {
            return execution.fail(
                    1,
                    "usage: df [-b | -g | -H | -h | -k | -m | -P] [-acilnT] [-t type] [-,]\n          [file | filesystem ...]");
        }
        String path = words.get(2);
        if (!execution.host().files().exists(path)) {
            return execution.fail(1, "df: " + path + ": No such file or directory");
        }
        String at = path;
        while (!execution.host().mounts().containsKey(at)) {
            int slash = at.lastIndexOf('/');
            at = slash <= 0 ? "/" : at.substring(0, slash);
        }
        Host.Mount mount = execution.host().mounts().get(at);
        long used = 1_400_000;
        long all = used + Math.max(0, mount.availableKib());
        execution.out(String.format(
                "%-13s %10s %8s %8s %8s  %s\n", "Filesystem", "1K-blocks", "Used", "Avail", "Capacity", "Mounted on"));
        execution.out(String.format(
                "%-13s %10d %8d %8d %7d%%  %s\n",
                mount.device(), all, used, mount.availableKib(), used * 100 / all, at));
        return 0;
    }

    /** {@code date +%s}. */
    static int date(Execution execution, List<String> words) {
        if (words.size() != 2 || !words.get(1).equals("+%s")) {
            return execution.fail(1, "usage: date [-jnRu] [-I[date|hours|minutes|seconds|ns]] [-f input_fmt]");
        }
        execution.out(execution.host().wallClock().getEpochSecond() + "\n");
        return 0;
    }
}
