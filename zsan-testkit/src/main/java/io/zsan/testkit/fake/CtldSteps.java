package io.zsan.testkit.fake;

import io.zsan.freebsd.script.Scripts;
import io.zsan.testkit.world.StorageHost;
import java.util.Optional;
import java.util.regex.Pattern;

/** As in {@code target-ctld.sh}. */
final class CtldSteps implements StorageScripts.TargetSteps {
    private static final Pattern PATH = Pattern.compile("(?m)^\tpath \"/dev/([a-z0-9]*)\"$");
    private static final String CONFIGURATION = StorageScripts.RUN + "/ctl.conf";

    @Override
    public int ready(Execution execution) {
        if (execution.release().istgt()) {
            return execution.fail(127, "sh: /usr/sbin/ctld: not found");
        }
        return execution.host().files().readLink("/etc/ctl.conf").equals(Optional.of(CONFIGURATION))
                ? 0
                : execution.fail(Scripts.REFUSED, "zsan: /etc/ctl.conf is not a symbolic link to " + CONFIGURATION);
    }

    /** A name that no disk has is ctld's to complain of. */
    @Override
    public String part(Execution execution, String text, String serial) {
        return StorageScripts.ofItsDisk(execution, text, serial, PATH, true);
    }

    /** {@code ctld -t}, whose quotations are not passed on. */
    @Override
    public int accept(Execution execution, String whole) {
        Optional<String> complaint = ServicePrograms.complaint(whole);
        complaint.ifPresent(said -> execution.err(said.replaceAll("near '.*", "near a word that is not shown")));
        return complaint.isEmpty()
                ? 0
                : execution.fail(Scripts.BAD_CONFIGURATION, "zsan: ctld does not accept the configuration");
    }

    @Override
    public int serve(Execution execution, String whole, Runnable undo) {
        execution.host().files().write(CONFIGURATION, whole);
        StorageHost host = execution.storage().orElseThrow();
        if (host.targets().running()) {
            host.targets().reload();
            return 0;
        }
        return ServicePrograms.start(execution, host);
    }
}
