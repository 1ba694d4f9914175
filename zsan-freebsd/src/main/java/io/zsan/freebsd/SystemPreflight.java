package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.zsan.freebsd.dialect.FreeBsdRelease;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.host.FileSystem;
import io.zsan.freebsd.host.RcConf;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** R12 on any node: what both kinds are asked. */
final class SystemPreflight {
    private static final String ZFSD = "zfsd_enable";

    /**
     * A directory in which there must be room.
     *
     * @param leastKib in KiB
     */
    record Directory(String path, long leastKib) {}

    /** A node in trouble writes a line for each retry of each session; newsyslog turns files over once an hour. */
    static final Directory LOGS = new Directory("/var/log", 64L << 10);

    /** zsan's own files together have a few KiB here and in {@link #RUN}; on a full disk none can be written. */
    static final Directory STATE = new Directory("/var/db", 1L << 10);

    static final Directory RUN = new Directory("/var/run", 1L << 10);

    private final Oldest oldest;
    private final List<String> variables;
    private final List<Directory> directories;

    /**
     * The oldest release that will do.
     *
     * @param older what there is to say of one before it
     */
    record Oldest(FreeBsdRelease release, String older) {
        private String name() {
            return "FreeBSD " + release.major() + " or later";
        }
    }

    /**
     * Asks for these variables of rc.conf, too, and for the room in these directories.
     *
     * @param variables names
     */
    SystemPreflight(Oldest oldest, List<String> variables, List<Directory> directories) {
        this.oldest = oldest;
        this.variables =
                ImmutableList.<String>builder().add(ZFSD).addAll(variables).build();
        this.directories = ImmutableList.copyOf(directories);
    }

    List<Command> commands() {
        ImmutableList.Builder<Command> commands = ImmutableList.builder();
        commands.add(Command.reading("/bin/freebsd-version"), Command.reading("/bin/pgrep", "-x", "zfsd"));
        commands.add(Command.reading(
                "/usr/sbin/sysrc",
                ImmutableList.<String>builder().add("-i").addAll(variables).build()));
        directories.forEach(directory -> commands.add(Command.reading("/bin/df", "-k", directory.path())));
        commands.add(Command.reading("/usr/bin/uname", "-r"));
        return commands.build();
    }

    /** What the answers told, for whoever looks further. */
    record Seen(Optional<FreeBsdRelease> release, Optional<RcConf> rc, Map<String, FileSystem> room) {}

    /** Looks through the attempts of {@link #commands}. */
    Seen look(List<Attempt> attempts, Findings findings) {
        Optional<FreeBsdRelease> release = release(attempts, findings);
        zfsd(attempts.get(1), findings);
        Optional<RcConf> rc = findings.answered(attempts.get(2)).map(result -> RcConf.parse(variables, result.out()));
        rc.filter(conf -> conf.on(ZFSD))
                .ifPresent(
                        conf -> findings.refuse("the next boot starts zfsd", said(conf, ZFSD), "sysrc zfsd_enable=NO"));
        ImmutableMap.Builder<String, FileSystem> room = ImmutableMap.builder();
        for (int i = 0; i < directories.size(); i++) {
            Directory directory = directories.get(i);
            findings.succeeded(attempts.get(3 + i)).ifPresent(result -> {
                FileSystem there = FileSystem.parse(result.out());
                room.put(directory.path(), there);
                if (there.availableKib() < directory.leastKib()) {
                    findings.warn(
                            "there is little room in " + directory.path(),
                            there.availableKib() + " KiB are free on " + there.mountPoint() + ", should be "
                                    + directory.leastKib(),
                            "make room on " + there.mountPoint());
                }
            });
        }
        return new Seen(release, rc, room.buildOrThrow());
    }

    /** A variable as sysrc printed it. */
    static String said(RcConf rc, String variable) {
        return variable + ": " + rc.get(variable).orElse("(not set)");
    }

    private Optional<FreeBsdRelease> release(List<Attempt> attempts, Findings findings) {
        Optional<CommandResult> version = findings.answered(attempts.get(0));
        // freebsd-version came with FreeBSD 10.
        boolean missing = version.filter(
                        result -> !result.succeeded() && result.out().isEmpty())
                .isPresent();
        Optional<CommandResult> told = missing ? findings.answered(attempts.get(3 + directories.size())) : version;
        return told.flatMap(result -> release(missing ? "uname -r: " : "freebsd-version: ", result.out(), findings));
    }

    private Optional<FreeBsdRelease> release(String command, String out, Findings findings) {
        String said = command + out.strip();
        Optional<FreeBsdRelease> release = FreeBsdRelease.of(out);
        if (release.isEmpty()) {
            findings.refuse("its release is unknown, or too old", said, "use " + oldest.name());
        } else if (release.get().compareTo(oldest.release()) < 0) {
            findings.refuse(oldest.older(), said, "upgrade it to " + oldest.name());
        } else if (FreeBsdRelease.isNewerThanAll(out)) {
            findings.warn(
                    "this version of zsan was not written for its release",
                    said,
                    "look for a newer version of zsan, or try it where data can be lost");
        }
        return release;
    }

    private static void zfsd(Attempt attempt, Findings findings) {
        findings.answered(attempt)
                .filter(CommandResult::succeeded)
                .ifPresent(running -> findings.refuse(
                        "zfsd runs, which puts legs online and spares in by itself",
                        "pgrep -x zfsd: " + running.out().strip(),
                        "service zfsd onestop; sysrc zfsd_enable=NO"));
    }
}
