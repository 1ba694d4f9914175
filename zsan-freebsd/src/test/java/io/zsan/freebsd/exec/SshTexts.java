package io.zsan.freebsd.exec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What ssh prints, read as the runner reads it, for tests in other packages. */
public final class SshTexts {
    private static final SshHost HOST = SshHost.of("10.77.0.11", "zsan", Path.of("/k/id"), Path.of("/k/known"));

    /** Words that tell of a session that never began, and words that do not. */
    public static final List<String> COMPLAINTS = List.of(
            "ssh: connect to host 10.77.0.11 port 22: Operation timed out\n",
            "ssh: Could not resolve hostname s1: Name does not resolve\n",
            "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.\n",
            "Load key \"/k/id\": bad permissions\nzsan@10.77.0.11: Permission denied (publickey).\n",
            "kex_exchange_identification: Connection closed by remote host\n",
            "Connection closed by 10.77.0.11 port 22\n",
            "client_loop: send disconnect: Broken pipe\n",
            "Timeout, server 10.77.0.11 not responding.\n",
            "cannot attach da3 to da2: no such device in pool\n");

    /** Of two commands, the second of which failed. */
    public static final String FRAMED_OUT = "first\n\n--zsan-end-- 0\nhalf a line\n--zsan-end-- 255\n";

    public static final String FRAMED_ERR = "\n--zsan-end--\ncannot attach: busy\n\n--zsan-end--\n";

    private SshTexts() {}

    /** Why no session began; empty where that is not certain. */
    public static Optional<String> beforeSession(String err) {
        return SshFailure.beforeSession(HOST, err);
    }

    /** The exit statuses of the commands whose ends are seen. */
    public static List<Integer> exits(int commands, String out, String err) {
        return Framing.split(commands, out, err).stream()
                .map(Framing.Part::exit)
                .toList();
    }
}
