package io.zsan.freebsd;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.NodeName;
import io.zsan.node.Finding;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects what preflight finds on one node (R12), and asks what both kinds of node are asked. */
final class Findings {
    static final Command VERSION = Command.reading("/bin/freebsd-version");
    static final Command ZFSD = Command.reading("/bin/pgrep", "-x", "zfsd");

    /** ctld came with it. */
    private static final int OLDEST_RELEASE = 10;

    /** What docs/releases.md speaks of. */
    private static final int NEWEST_RELEASE = 15;

    private static final Pattern RELEASE = Pattern.compile("([0-9]{1,3})\\.[0-9]+-\\S+\\s*");

    private final NodeName node;
    private final ImmutableList.Builder<Finding> found = ImmutableList.builder();

    Findings(NodeName node) {
        this.node = node;
    }

    void refuse(String what, String remedy) {
        found.add(new Finding(node, true, what, remedy));
    }

    void warn(String what, String remedy) {
        found.add(new Finding(node, false, what, remedy));
    }

    List<Finding> all() {
        return found.build();
    }

    /** The result of a command; where there is none, that is what was found. */
    Optional<CommandResult> answered(Attempt attempt) {
        if (attempt instanceof Attempt.Ended ended && !ended.result().truncated()) {
            return Optional.of(ended.result());
        }
        refuse("'" + attempt.command() + "' did not answer", "look why, and run preflight again");
        return Optional.empty();
    }

    void version(Attempt attempt) {
        answered(attempt).ifPresent(result -> {
            Matcher release = RELEASE.matcher(result.out());
            if (!release.matches()) {
                refuse("its release '" + result.out().strip() + "' is unknown", "use FreeBSD 10 or later");
            } else if (Integer.parseInt(release.group(1)) < OLDEST_RELEASE) {
                refuse("it runs FreeBSD " + result.out().strip(), "upgrade it to FreeBSD 10 or later");
            } else if (Integer.parseInt(release.group(1)) > NEWEST_RELEASE) {
                warn(
                        "it runs FreeBSD " + result.out().strip() + ", which this version of zsan was not written for",
                        "look for a newer version of zsan, or try it where data can be lost");
            }
        });
    }

    void zfsd(Attempt attempt) {
        answered(attempt)
                .filter(CommandResult::succeeded)
                .ifPresent(running -> refuse(
                        "zfsd runs, which puts legs online and spares in by itself",
                        "service zfsd onestop; sysrc zfsd_enable=NO"));
    }
}
