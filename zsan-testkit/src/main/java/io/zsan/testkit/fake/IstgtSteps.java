package io.zsan.testkit.fake;

import com.google.common.hash.Hashing;
import io.zsan.freebsd.script.Scripts;
import io.zsan.testkit.world.Files;
import io.zsan.testkit.world.TargetServer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** As in {@code target-istgt.sh}. */
final class IstgtSteps implements StorageScripts.TargetSteps {
    static final String CONTROL = StorageScripts.RUN + "/istgtcontrol.conf";
    private static final String DIRECTORY = StorageScripts.RUN + "/istgt/";
    private static final String SECRETS = StorageScripts.RUN + "/auth.conf";
    private static final String SECRET = "#auth ";
    private static final Pattern STORAGE = Pattern.compile("(?m)^  LUN0 Storage \"/dev/([a-z0-9]*)\" \"[0-9]*\"$");

    @Override
    public int ready(Execution execution) {
        if (!execution.release().istgt()) {
            return execution.fail(
                    Scripts.REFUSED, "zsan: there is no /usr/local/bin/istgt; install the port net/istgt");
        }
        execution.host().files().makeDirectories(DIRECTORY.substring(0, DIRECTORY.length() - 1));
        execution.host().files().write(CONTROL, "[Global]\n  Auth \"zsan\" \"of this boot\"\n");
        return 0;
    }

    @Override
    public String part(Execution execution, String text, String serial) {
        return StorageScripts.ofItsDisk(execution, text, serial, STORAGE, false);
    }

    /** Nothing is tried before istgt is started with it. */
    @Override
    public int accept(Execution execution, String whole) {
        return 0;
    }

    @Override
    public int serve(Execution execution, String whole, Runnable undo) {
        StringBuilder conf = new StringBuilder();
        StringBuilder secrets = new StringBuilder("[AuthGroup1]\n  Auth \"zsan\" \"of this boot\"\n");
        int number = 1;
        for (String line : whole.lines().toList()) {
            number += line.equals("# lun") ? 1 : 0;
            String numbered = line.replace("@N@", Integer.toString(number)) + "\n";
            if (numbered.startsWith(SECRET)) {
                secrets.append(numbered.substring(SECRET.length()));
            } else {
                conf.append(numbered);
            }
        }
        Files files = execution.host().files();
        TargetServer targets = execution.storage().orElseThrow().targets();
        String file = DIRECTORY + Hashing.sha256().hashString(conf, StandardCharsets.UTF_8) + ".conf";
        Optional<String> before = targets.istgtFile();
        Optional<String> secretsBefore = files.read(SECRETS);
        files.write(SECRETS, secrets.toString());
        files.write(file, conf.toString());
        if (before.equals(Optional.of(file))) {
            return 0;
        }
        Optional<String> complaint = targets.startIstgt(file);
        if (complaint.isEmpty()) {
            files.below(DIRECTORY).stream().filter(other -> !other.equals(file)).forEach(files::delete);
            return 0;
        }
        execution.err("zsan: istgt does not start with the configuration: " + complaint.get() + "\n");
        undo.run();
        if (before.isPresent() && secretsBefore.isPresent()) {
            files.write(SECRETS, secretsBefore.get());
            if (targets.startIstgt(before.get()).isEmpty()) {
                return Scripts.BAD_CONFIGURATION;
            }
        }
        return execution.fail(1, "zsan: now nothing is exported");
    }
}
