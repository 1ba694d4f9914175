package io.zsan.testkit.fake;

import io.zsan.testkit.world.Host;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Programs about the machine as a whole. */
final class SystemPrograms {
    private SystemPrograms() {}

    static int freebsdVersion(Execution execution, List<String> words) {
        if (execution.release().istgt()) {
            return execution.fail(127, "sh: /bin/freebsd-version: not found");
        }
        execution.out(execution.release().version() + "\n");
        return 0;
    }

    /** {@code uname -r}. */
    static int uname(Execution execution, List<String> words) {
        if (!words.subList(1, words.size()).equals(List.of("-r"))) {
            return execution.fail(1, "usage: uname [-aimnoprsv]");
        }
        execution.out(execution.release().version() + "\n");
        return 0;
    }

    /** {@code sysctl [-n] NAME… }, {@code sysctl NAME=VALUE}. */
    static int sysctl(Execution execution, List<String> words) {
        boolean bare = words.contains("-n");
        int status = 0;
        for (String word : words.subList(bare ? 2 : 1, words.size())) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            Optional<String> old = value(execution, name);
            if (old.isEmpty()) {
                status = subtree(execution, name) ? status : execution.fail(1, "sysctl: unknown oid '" + name + "'");
            } else if (equals < 0) {
                execution.out((bare ? "" : name + ": ") + old.get() + "\n");
            } else {
                String value = word.substring(equals + 1);
                execution.host().sysctls().put(name, value);
                execution.out((bare ? "" : name + ": ") + old.get() + " -> " + value + "\n");
            }
        }
        return status;
    }

    private static boolean subtree(Execution execution, String name) {
        boolean any = false;
        for (Map.Entry<String, String> entry : execution.host().sysctls().entrySet()) {
            if (entry.getKey().startsWith(name + ".")) {
                execution.out(entry.getKey() + ": " + entry.getValue() + "\n");
                any = true;
            }
        }
        return any;
    }

    private static Optional<String> value(Execution execution, String name) {
        Host host = execution.host();
        if (name.equals("kern.boottime")) {
            Instant boot = host.bootedAt();
            return Optional.of("{ sec = " + boot.getEpochSecond() + ", usec = " + boot.getNano() / 1000 + " } "
                    + Wording.ctime(boot));
        }
        return Optional.ofNullable(host.sysctls().get(name))
                .or(() -> name.equals(GeomProgram.TREE) ? Optional.of(GeomProgram.tree(execution)) : Optional.empty());
    }

    /** {@code pgrep -x NAME}. */
    static int pgrep(Execution execution, List<String> words) {
        if (words.size() != 3 || !words.get(1).equals("-x")) {
            return execution.fail(
                    2,
                    "usage: pgrep [-LSfilnoqvx] [-d delim] [-F pidfile] [-G gid] [-M core] [-N system]"
                            + "\n             [-P ppid] [-U uid] [-c class] [-g pgrp] [-j jail] [-s sid]"
                            + "\n             [-t tty] [-u euid] pattern ...");
        }
        String name = words.get(2);
        int pid = pid(execution, name);
        if (pid > 0) {
            execution.out(pid + "\n");
        }
        return pid > 0 ? 0 : 1;
    }

    /** The process id of a daemon, or 0. */
    static int pid(Execution execution, String name) {
        boolean ctld = name.equals("ctld")
                && execution.storage().map(host -> host.targets().running()).orElse(false);
        if (ctld) {
            return execution.storage().orElseThrow().targets().pid();
        }
        Host host = execution.host();
        return host.daemons().contains(name)
                ? 400 + host.daemons().headSet(name).size()
                : 0;
    }

    /** {@code reboot -nq}: at once. Nobody hears how it ended. */
    static int reboot(Execution execution, List<String> words) throws NoAnswer {
        if (!words.subList(1, words.size()).equals(List.of("-nq"))) {
            return execution.fail(1, "usage: reboot [-cdlNnpqr] [-k kernel]");
        }
        execution.host().powerCycle();
        throw new NoAnswer(execution.host().name() + " reboots", false);
    }
}
