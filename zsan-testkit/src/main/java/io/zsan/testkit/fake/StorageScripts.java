package io.zsan.testkit.fake;

import io.zsan.freebsd.script.Scripts;
import io.zsan.testkit.world.Files;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the constant scripts of a storage node do, step by step as in their texts. */
final class StorageScripts {
    static final String RUN = "/var/run/zsan";
    private static final String TOKENS = "/var/db/zsan/tokens";
    private static final String LAST_LINE = "# end";

    private StorageScripts() {}

    /** What differs between targets: the functions of the texts that come before the scripts. */
    interface TargetSteps {
        /** Exit status if the node lacks something, else 0. */
        int ready(Execution execution);

        /** What is exported of a LUN's part. */
        String part(Execution execution, String text, String serial);

        /** Exit status if the whole is refused before anything changed, else 0. */
        int accept(Execution execution, String whole);

        /** Puts the whole in force, or undoes what was changed and gives an exit status. */
        int serve(Execution execution, String whole, Runnable undo);
    }

    /** Words: sh, -c, text, name, nonce. */
    static int prepare(Execution execution, List<String> words, TargetSteps target) {
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
        int lacking = target.ready(execution);
        if (lacking != 0) {
            return lacking;
        }
        boolean first = !files.exists(RUN + "/boot");
        if (first) {
            files.below(RUN + "/targets").forEach(files::delete);
        }
        String conf = head + fragments(execution, target, "");
        int refused = target.accept(execution, conf);
        if (refused != 0) {
            return refused;
        }
        files.write(RUN + "/head.conf", head);
        int status = target.serve(execution, conf, () -> {});
        if (status == 0 && first) {
            files.write(RUN + "/boot", words.get(4) + "\n");
        }
        return status;
    }

    /** Words: sh, -c, text, name, serial, generation, epoch, and the boot nonce that was seen or nothing. */
    static int access(Execution execution, List<String> words, TargetSteps target) {
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
        String conf = files.read(RUN + "/head.conf").orElse("")
                + fragments(execution, target, path)
                + target.part(execution, fragment, serial);
        int rejected = target.accept(execution, conf);
        if (rejected != 0) {
            return rejected;
        }
        Optional<String> before = files.read(path);
        if (fragment.strip().equals(LAST_LINE)) {
            files.delete(path);
        } else {
            files.write(path, fragment);
        }
        return target.serve(
                execution,
                conf,
                () -> before.ifPresentOrElse(text -> files.write(path, text), () -> files.delete(path)));
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

    /**
     * A LUN's part, or nothing where the name of its disk has come to another one.
     *
     * @param path finds that name in the part
     * @param without whether it stays where no disk has the name
     */
    static String ofItsDisk(Execution execution, String text, String serial, Pattern path, boolean without) {
        Matcher found = path.matcher(text);
        if (!found.find()) {
            return text;
        }
        boolean its = execution
                .storage()
                .flatMap(host -> host.device(found.group(1)))
                .map(disk -> disk.disk().serial().text().equals(serial))
                .orElse(without);
        if (!its) {
            execution.err("zsan: " + serial + " is not exported: " + found.group(1) + " is not that disk\n");
        }
        return its ? text : "";
    }

    private static boolean incomplete(String input) {
        return !input.endsWith(LAST_LINE + "\n") && !input.endsWith(LAST_LINE);
    }

    private static String fragments(Execution execution, TargetSteps target, String without) {
        Files files = execution.host().files();
        StringBuilder all = new StringBuilder();
        files.below(RUN + "/targets").stream()
                .filter(path -> path.endsWith(".conf") && !path.equals(without))
                .forEach(path -> all.append(target.part(
                        execution,
                        files.read(path).orElse(""),
                        path.substring((RUN + "/targets/").length(), path.length() - ".conf".length()))));
        return all.toString();
    }
}
