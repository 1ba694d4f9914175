package io.zsan.testkit.fake;

import io.zsan.freebsd.script.Scripts;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The programs of a node, by path, and how they are started. */
final class Programs {
    private static final List<String> PATH = List.of("/sbin/", "/bin/", "/usr/sbin/", "/usr/bin/");

    private final TreeMap<String, Program> programs = new TreeMap<>();
    private final TreeMap<String, Program> scripts = new TreeMap<>();
    private final BiFunction<Execution, List<String>, Fault> faults;
    private final Held held;

    /** Takes a command that got stuck on its way. */
    interface Held {
        void hold(List<String> words, String stdin);
    }

    Programs(BiFunction<Execution, List<String>, Fault> faults, Held held) {
        this.faults = faults;
        this.held = held;
        scripts.put(Scripts.prepare(), (execution, words) -> StorageScripts.prepare(execution, words, new CtldSteps()));
        scripts.put(Scripts.access(), (execution, words) -> StorageScripts.access(execution, words, new CtldSteps()));
        scripts.put(
                Scripts.istgtPrepare(),
                (execution, words) -> StorageScripts.prepare(execution, words, new IstgtSteps()));
        scripts.put(
                Scripts.istgtAccess(), (execution, words) -> StorageScripts.access(execution, words, new IstgtSteps()));
        scripts.put(Scripts.wipe(), WipeScript::run);
        scripts.put(Scripts.login(), IscsictlProgram::loginScript);
        scripts.put(Scripts.nudge(), IscsictlProgram::nudgeScript);
        scripts.put(Scripts.tune(), HostPrograms::tuneScript);
        programs.put("/sbin/zpool", ZpoolProgram::run);
        programs.put("/sbin/zfs", ZfsProgram::run);
        programs.put("/usr/sbin/zdb", ZdbProgram::run);
        programs.put("/usr/bin/iscsictl", IscsictlProgram::run);
        programs.put("/usr/sbin/ctladm", CtladmProgram::run);
        programs.put("/usr/sbin/ctld", ServicePrograms::ctld);
        programs.put("/usr/sbin/service", ServicePrograms::service);
        programs.put("/usr/local/bin/istgtcontrol", IstgtPrograms::istgtcontrol);
        programs.put("/usr/local/bin/istgt", IstgtPrograms::istgt);
        programs.put("/bin/ps", IstgtPrograms::ps);
        programs.put("/usr/bin/uname", SystemPrograms::uname);
        programs.put("/sbin/geom", GeomProgram::run);
        programs.put("/sbin/sysctl", SystemPrograms::sysctl);
        programs.put("/bin/freebsd-version", SystemPrograms::freebsdVersion);
        programs.put("/usr/sbin/sysrc", HostPrograms::sysrc);
        programs.put("/bin/df", HostPrograms::df);
        programs.put("/bin/date", HostPrograms::date);
        programs.put("/bin/pgrep", SystemPrograms::pgrep);
        programs.put("/sbin/reboot", SystemPrograms::reboot);
        programs.put("/bin/cat", FilePrograms::cat);
        programs.put("/usr/bin/grep", FilePrograms::grep);
        programs.put("/bin/mkdir", FilePrograms::mkdir);
        programs.put("/usr/bin/readlink", FilePrograms::readlink);
        programs.put("/usr/bin/tee", FilePrograms::tee);
        programs.put("/usr/bin/fsync", FilePrograms::fsync);
        programs.put("/usr/bin/nc", Devd::nc);
        programs.put("/usr/bin/true", (execution, words) -> 0);
        programs.put("/usr/bin/false", (execution, words) -> 1);
        programs.put("/bin/echo", (execution, words) -> {
            execution.out(String.join(" ", words.subList(1, words.size())) + "\n");
            return 0;
        });
    }

    /** Runs a program and gives its exit status. */
    int run(Execution execution, List<String> words) throws NoAnswer, InterruptedException {
        switch (words.get(0)) {
            case "/bin/sh" -> {
                return sh(execution, words);
            }
            case "/usr/bin/env" -> {
                return env(execution, words);
            }
            case "/usr/local/bin/doas", "/usr/local/bin/sudo" -> {
                return asRoot(execution, words);
            }
            case "/usr/bin/timeout" -> {
                return timeout(execution, words);
            }
            case "/usr/bin/lockf" -> {
                return lockf(execution, words);
            }
            default -> {
                Program program = find(words.get(0));
                return program == null
                        ? execution.fail(127, "sh: " + words.get(0) + ": not found")
                        : start(execution, program, words);
            }
        }
    }

    private @Nullable Program find(String name) {
        if (name.contains("/")) {
            return programs.get(name);
        }
        return PATH.stream()
                .map(directory -> programs.get(directory + name))
                .filter(program -> program != null)
                .findFirst()
                .orElse(null);
    }

    private int start(Execution execution, Program program, List<String> words) throws NoAnswer, InterruptedException {
        String what = "on " + execution.host().name() + ": " + words.get(0);
        switch (faults.apply(execution, words)) {
            case NONE -> {
                return program.run(execution, words);
            }
            case REPLY_LOST -> {
                int unused = program.run(execution, words);
                throw new NoAnswer("the reply was lost " + what, false);
            }
            case HANG -> {
                execution.await(() -> false);
                throw new AssertionError();
            }
            case REFUSED -> throw new NoAnswer("connection refused " + what, true);
            case HELD -> {
                held.hold(words, execution.readAll());
                throw new NoAnswer("the command is stuck on its way " + what, false);
            }
        }
        throw new AssertionError();
    }

    private int sh(Execution execution, List<String> words) throws NoAnswer, InterruptedException {
        if (words.size() < 3 || !words.get(1).equals("-c")) {
            return execution.fail(2, "sh: only -c is known here");
        }
        Program script = scripts.get(words.get(2));
        return script == null ? new FakeShell(this, execution).run(words.get(2)) : start(execution, script, words);
    }

    /** {@code doas -n PROGRAM…}, {@code sudo -n PROGRAM…}: everybody may do everything here. */
    private int asRoot(Execution execution, List<String> words) throws NoAnswer, InterruptedException {
        String name = words.get(0).substring(words.get(0).lastIndexOf('/') + 1);
        return words.size() > 2 && words.get(1).equals("-n")
                ? run(execution, words.subList(2, words.size()))
                : execution.fail(1, name + ": a password is required");
    }

    /** {@code env [-i] [NAME=VALUE…] PROGRAM…}: nothing here looks at the environment. */
    private int env(Execution execution, List<String> words) throws NoAnswer, InterruptedException {
        int at = 1;
        while (at < words.size() && (words.get(at).equals("-i") || words.get(at).indexOf('=') > 0)) {
            at++;
        }
        return at == words.size() ? 0 : run(execution, words.subList(at, words.size()));
    }

    /** {@code timeout [--foreground] [-k GRACE] SECONDS PROGRAM…}; everything that hangs here sleeps in the kernel and cannot be killed. */
    private int timeout(Execution execution, List<String> words) throws NoAnswer, InterruptedException {
        int at = 1;
        if (words.size() > at && words.get(at).equals("--foreground")) {
            at++;
        }
        if (words.size() > at + 1 && words.get(at).equals("-k")) {
            at += 2;
        }
        if (words.size() < at + 2 || !words.get(at).matches("[0-9]+(\\.[0-9]+)?")) {
            return execution.fail(
                    125,
                    "usage: timeout [-f | --foreground] [-k time | --kill-after time] [-p | --preserve-status]"
                            + " [-s signal | --signal signal] [-v | --verbose] <duration> <command> [arg ...]");
        }
        return run(execution, words.subList(at + 1, words.size()));
    }

    /** {@code lockf [-k] [-s] [-t SECONDS] FILE PROGRAM…}. */
    private int lockf(Execution execution, List<String> words) throws NoAnswer, InterruptedException {
        int at = 1;
        long seconds = Long.MAX_VALUE / 1_000_000_000L;
        while (at < words.size() && words.get(at).startsWith("-")) {
            if (words.get(at).equals("-t") && at + 1 < words.size()) {
                seconds = Long.parseLong(words.get(++at));
            } else if (!words.get(at).matches("-[ks]+")) {
                return usage(execution);
            }
            at++;
        }
        if (words.size() < at + 2) {
            return usage(execution);
        }
        String file = words.get(at);
        if (!execution.host().files().hasParent(file)) {
            return execution.fail(73, "lockf: cannot open " + file + ": No such file or directory");
        }
        var locks = execution.host().locks();
        if (!execution.await(() -> !locks.contains(file), seconds * 1_000_000_000L)) {
            return 75;
        }
        locks.add(file);
        try {
            return run(execution, words.subList(at + 1, words.size()));
        } finally {
            if (!execution.rebooted()) {
                locks.remove(file);
            }
        }
    }

    private static int usage(Execution execution) {
        return execution.fail(
                64, "usage: lockf [-knsw] [-t seconds] file command [arguments]\n       lockf [-s] [-t seconds] fd");
    }
}
