package io.zsan.freebsd.exec;

import java.util.Optional;

/**
 * Tells from {@code ssh}'s own words whether it failed before a session began, so that nothing was run. Exit status 255
 * alone does not tell: it is also what remains of a connection that broke, and what {@code zpool attach} ends with.
 */
final class SshFailure {
    /** What ssh itself ends with when it fails. */
    static final int EXIT = 255;

    private static final String[] BEFORE_A_SESSION = {
        "kex_exchange_identification: ",
        "ssh_exchange_identification: ",
        "Connection timed out during banner exchange",
        "Unable to negotiate with ",
        "ssh_dispatch_run_fatal: ",
        "command-line: line 0: ",
        "Bad configuration option",
    };

    private SshFailure() {}

    /** What went wrong and what to do, in one line, if it is certain that no session began. */
    static Optional<String> beforeSession(SshHost host, String err) {
        for (String line : err.lines().map(String::strip).toList()) {
            Optional<String> why = explain(host, line, err);
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> explain(SshHost host, String line, String err) {
        if (line.startsWith("ssh: connect to host ")) {
            return say("cannot connect to " + host, line, "is the node up, and does sshd run there?");
        }
        if (line.startsWith("ssh: Could not resolve hostname ")) {
            return say("cannot find the address of " + host.host(), line, "use an IP address, or repair name lookup");
        }
        if (line.equals("Host key verification failed.")) {
            return hostKey(host, err);
        }
        if (line.startsWith(host.user() + "@" + host.host() + ": Permission denied (")) {
            return permission(host, line, err);
        }
        for (String beginning : BEFORE_A_SESSION) {
            if (line.startsWith(beginning)) {
                return say("no ssh session with " + host, line, "look at sshd's log on the node");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> hostKey(SshHost host, String err) {
        if (err.contains("REMOTE HOST IDENTIFICATION HAS CHANGED")) {
            return Optional.of("the host key of " + host + " is not the one in " + host.knownHosts()
                    + "; if the machine was installed anew, put its new key there, else somebody else answers");
        }
        return Optional.of("the host key of " + host + " is not in " + host.knownHosts()
                + "; check it on the node and add its line");
    }

    private static Optional<String> permission(SshHost host, String line, String err) {
        for (String hint : err.lines().map(String::strip).toList()) {
            boolean unreadable = hint.startsWith("Load key \"")
                    || hint.startsWith("Warning: Identity file ") && hint.contains("not accessible");
            if (unreadable || hint.contains("UNPROTECTED PRIVATE KEY FILE")) {
                return say("ssh cannot use the key " + host.key(), hint, "give a key that only its owner can read");
            }
        }
        return say(
                "ssh refused the key " + host.key() + " for user " + host.user(),
                line,
                "add its public half to that user's authorized_keys on the node");
    }

    private static Optional<String> say(String what, String line, String remedy) {
        return Optional.of(what + ": " + line + "; " + remedy);
    }
}
