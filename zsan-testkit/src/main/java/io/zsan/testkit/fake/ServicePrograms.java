package io.zsan.testkit.fake;

import io.zsan.testkit.world.CtlConfParser;
import io.zsan.testkit.world.StorageHost;
import io.zsan.testkit.world.TargetServer;
import java.util.List;
import java.util.Optional;

/** ctld itself, and {@code service} for it and for iscsid. */
final class ServicePrograms {
    private ServicePrograms() {}

    /** {@code ctld -t [-f FILE]}. */
    static int ctld(Execution execution, List<String> words) {
        if (execution.release().illumos() && words.contains("-t")) {
            return execution.fail(1, "ctld: illegal option -- t\nusage: ctld [-d][-u][-f config-file]");
        }
        boolean test = words.contains("-t");
        int f = words.indexOf("-f");
        if (!test || (f >= 0 && f + 1 >= words.size())) {
            return execution.fail(1, "usage: ctld [-d][-u][-f config-file]\n       ctld -t [-u][-f config-file]");
        }
        return check(execution, f < 0 ? "/etc/ctl.conf" : words.get(f + 1)) ? 0 : 1;
    }

    static boolean check(Execution execution, String file) {
        Optional<String> text = execution.host().files().read(file);
        if (text.isEmpty()) {
            execution.err("ctld: unable to open configuration file " + file + ": No such file or directory\n"
                    + "ctld: configuration error; exiting\n");
            return false;
        }
        return parses(execution, text.get());
    }

    /** As the scripts do: where there is no {@code ctld -t}, the reload finds what is wrong. */
    static boolean checkText(Execution execution, String text) {
        return execution.release().illumos() || parses(execution, text);
    }

    private static boolean parses(Execution execution, String text) {
        Optional<String> complaint = complaint(text);
        complaint.ifPresent(execution::err);
        return complaint.isEmpty();
    }

    /** What {@code ctld -t} prints of a configuration that it does not take. */
    static Optional<String> complaint(String text) {
        try {
            var unused = CtlConfParser.parse(text);
            return Optional.empty();
        } catch (CtlConfParser.Rejected e) {
            return Optional.of("ctld: " + e.complaint() + "\nctld: configuration error; exiting\n");
        }
    }

    static int service(Execution execution, List<String> words) {
        if (words.size() != 3) {
            return execution.fail(1, "usage: service [-j <jail name or id>] -e");
        }
        String name = words.get(1);
        String action = words.get(2).startsWith("one") ? words.get(2).substring(3) : words.get(2);
        boolean ctld = execution.storage().isPresent() && !execution.release().istgt();
        if (name.equals("ctld") && ctld) {
            return ctldService(execution, execution.storage().get(), action);
        }
        if (name.equals("iscsid") && action.equals("status")) {
            return status(execution, name, SystemPrograms.pid(execution, name));
        }
        return execution.fail(
                1,
                name + " does not exist in /etc/rc.d or the local startup\n"
                        + "directories (/usr/local/etc/rc.d), or is not executable");
    }

    private static int status(Execution execution, String name, int pid) {
        execution.out(pid > 0 ? name + " is running as pid " + pid + ".\n" : name + " is not running.\n");
        return pid > 0 ? 0 : 1;
    }

    private static int ctldService(Execution execution, StorageHost host, String action) {
        TargetServer targets = host.targets();
        switch (action) {
            case "status" -> {
                return status(execution, "ctld", targets.running() ? targets.pid() : 0);
            }
            case "start" -> {
                if (targets.running()) {
                    return execution.fail(1, "ctld already running?  (pid=" + targets.pid() + ").");
                }
                return start(execution, host);
            }
            case "reload" -> {
                if (!targets.running()) {
                    return execution.fail(1, "ctld not running? (check /var/run/ctld.pid).");
                }
                targets.reload();
                return 0;
            }
            case "stop" -> {
                if (!targets.running()) {
                    return execution.fail(1, "ctld not running? (check /var/run/ctld.pid).");
                }
                execution.out("Stopping ctld.\nWaiting for PIDS: " + targets.pid() + ".\n");
                targets.stop();
                return 0;
            }
            default -> {
                return execution.fail(1, "/etc/rc.d/ctld: unknown directive '" + action + "'.");
            }
        }
    }

    static int start(Execution execution, StorageHost host) {
        if (host.files().read("/etc/ctl.conf").isEmpty()) {
            return execution.fail(1, "/etc/rc.d/ctld: WARNING: /etc/ctl.conf is not readable.");
        }
        execution.out("Starting ctld.\n");
        if (!check(execution, "/etc/ctl.conf") || !host.targets().start()) {
            return execution.fail(1, "/etc/rc.d/ctld: WARNING: failed to start ctld");
        }
        return 0;
    }
}
