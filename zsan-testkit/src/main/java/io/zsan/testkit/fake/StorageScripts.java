package io.zsan.testkit.fake;

import io.zsan.freebsd.script.Scripts;
import io.zsan.testkit.world.Files;
import io.zsan.testkit.world.StorageHost;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** What the constant scripts of a storage node do, step by step as in their texts. */
final class StorageScripts {
    private static final String RUN = "/var/run/zsan";
    private static final String TOKENS = "/var/db/zsan/tokens";
    private static final String LAST_LINE = "# end";

    private StorageScripts() {}

    /** Words: sh, -c, text, name, nonce. */
    static int prepare(Execution execution, List<String> words) {
        if (words.size() != 5 || !words.get(4).matches("[A-Za-z0-9-]+")) {
            return execution.fail(Scripts.USAGE, "zsan: not a boot nonce");
        }
        Files files = execution.host().files();
        files.makeDirectories(TOKENS);
        files.makeDirectories(RUN + "/targets");
        String head = execution.readAll();
        if (incomplete(head)) {
            return execution.fail(Scripts.INCOMPLETE, "zsan: the input is not complete");
        }
        if (!files.readLink("/etc/ctl.conf").equals(Optional.of(RUN + "/ctl.conf"))) {
            return execution.fail(
                    Scripts.REFUSED, "zsan: /etc/ctl.conf is not a symbolic link to " + RUN + "/ctl.conf");
        }
        boolean first = !files.exists(RUN + "/boot");
        if (first) {
            files.below(RUN + "/targets").forEach(files::delete);
        }
        String conf = head + fragments(files, "");
        if (!accepted(execution, conf)) {
            return execution.fail(Scripts.BAD_CONFIGURATION, "zsan: ctld does not accept the configuration");
        }
        files.write(RUN + "/head.conf", head);
        files.write(RUN + "/ctl.conf", conf);
        int status = serve(execution);
        if (status == 0 && first) {
            files.write(RUN + "/boot", words.get(4) + "\n");
        }
        return status;
    }

    /** Words: sh, -c, text, name, serial, generation, epoch, and the boot nonce that was seen or nothing. */
    static int access(Execution execution, List<String> words) {
        if (words.size() < 7 || words.size() > 8 || !words.get(4).matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            return execution.fail(Scripts.USAGE, "zsan: not a disk serial");
        }
        if (!words.get(5).matches("[0-9]+") || !words.get(6).matches("[0-9]+")) {
            return execution.fail(Scripts.USAGE, "zsan: not a token");
        }
        String serial = words.get(4);
        Files files = execution.host().files();
        int refused = checkToken(execution, serial, words.get(5), words.get(6));
        if (refused != 0) {
            return refused;
        }
        if (!files.exists(RUN + "/boot")) {
            return execution.fail(Scripts.NOT_PREPARED, "zsan: not prepared since its boot");
        }
        String boot = files.read(RUN + "/boot").orElse("").strip();
        if (words.size() == 8 && !words.get(7).isEmpty() && !words.get(7).equals(boot)) {
            return execution.fail(Scripts.RESTARTED, "zsan: restarted: this is boot " + boot + ", not " + words.get(7));
        }
        String fragment = execution.readAll();
        if (incomplete(fragment)) {
            return execution.fail(Scripts.INCOMPLETE, "zsan: the input is not complete");
        }
        raiseToken(execution, serial, words.get(5), words.get(6));
        String path = RUN + "/targets/" + serial + ".conf";
        String conf = files.read(RUN + "/head.conf").orElse("") + fragments(files, path) + fragment;
        if (!accepted(execution, conf)) {
            return execution.fail(Scripts.BAD_CONFIGURATION, "zsan: ctld does not accept the configuration");
        }
        if (fragment.strip().equals(LAST_LINE)) {
            files.delete(path);
        } else {
            files.write(path, fragment);
        }
        files.write(RUN + "/ctl.conf", conf);
        return serve(execution);
    }

    /** Exit status if the node keeps a higher token (R15), else 0. */
    static int checkToken(Execution execution, String serial, String generation, String epoch) {
        Optional<String> kept = execution.host().files().read(TOKENS + "/" + serial);
        if (kept.isEmpty()) {
            return 0;
        }
        String[] fields = kept.get().strip().split(" ");
        if (fields.length != 3 || !fields[1].matches("[0-9]+") || !fields[2].matches("[0-9]+")) {
            return execution.fail(Scripts.DAMAGED, "zsan: damaged token: " + TOKENS + "/" + serial);
        }
        int generations = new BigInteger(generation).compareTo(new BigInteger(fields[1]));
        int epochs = new BigInteger(epoch).compareTo(new BigInteger(fields[2]));
        if (generations < 0 || (generations == 0 && epochs < 0)) {
            return execution.fail(
                    Scripts.STALE,
                    "zsan: stale token: " + serial + " has generation " + fields[1] + " epoch " + fields[2]);
        }
        return 0;
    }

    static void raiseToken(Execution execution, String serial, String generation, String epoch) {
        Files files = execution.host().files();
        files.makeDirectories(TOKENS);
        files.write(TOKENS + "/" + serial, serial + " " + generation + " " + epoch + "\n");
    }

    private static boolean incomplete(String input) {
        return !input.endsWith(LAST_LINE + "\n") && !input.endsWith(LAST_LINE);
    }

    private static String fragments(Files files, String without) {
        StringBuilder all = new StringBuilder();
        files.below(RUN + "/targets").stream()
                .filter(path -> path.endsWith(".conf") && !path.equals(without))
                .forEach(path -> all.append(files.read(path).orElse("")));
        return all.toString();
    }

    /** {@code ctld -t}, whose quotations are not passed on. */
    private static boolean accepted(Execution execution, String conf) {
        Optional<String> complaint = ServicePrograms.complaint(conf);
        complaint.ifPresent(said -> execution.err(said.replaceAll("near '.*", "near a word that is not shown")));
        return complaint.isEmpty();
    }

    private static int serve(Execution execution) {
        StorageHost host = execution.storage().orElseThrow();
        if (host.targets().running()) {
            host.targets().reload();
            return 0;
        }
        return ServicePrograms.start(execution, host);
    }
}
