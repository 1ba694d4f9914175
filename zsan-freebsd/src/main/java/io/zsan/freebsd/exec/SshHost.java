package io.zsan.freebsd.exec;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How to get a command to a node over {@code ssh}. Everything is said on the command line; no file of the calling user
 * is read, and no agent is asked.
 *
 * @param host host name or IP address
 * @param port 1 to 65535
 * @param key the private key; it must not need a passphrase
 * @param knownHosts the file that holds the node's host key
 * @param hostKeys what to do with a host key that is not in that file
 * @param prefix words before each command, such as {@code doas -n}; empty where the user is root
 * @param connectTimeout how long the TCP connection may take
 * @param ssh the client on this machine
 */
public record SshHost(
        String host,
        int port,
        String user,
        Path key,
        Path knownHosts,
        HostKeys hostKeys,
        List<String> prefix,
        Duration connectTimeout,
        Path ssh) {
    /** What to do with a host whose key is not in the file; a host whose key differs is always refused. */
    public enum HostKeys {
        /** Refuse it. */
        KNOWN_ONLY("yes"),
        /** Trust it the first time, and add its key to the file. */
        ACCEPT_NEW("accept-new");

        private final String option;

        HostKeys(String option) {
            this.option = option;
        }

        String option() {
            return option;
        }
    }

    private static final int DEFAULT_PORT = 22;
    private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9:][A-Za-z0-9.:-]*");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    // ssh expands '%' and '~' in options that are paths, and splits them at blanks.
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9_@+=:,./-]*");

    public SshHost {
        prefix = ImmutableList.copyOf(prefix);
        require(host, HOST, "ssh host", "use a host name or an IP address");
        require(user, USER, "ssh user", "use a user's name");
        for (Path path : List.of(key, knownHosts, ssh)) {
            require(path.toString(), PATH, "path for ssh", "use an absolute path without blanks, '%' and '~'");
        }
        if (port < 1 || port > 65535) {
            throw new InvalidInput("not a port: " + port + "; use 1 to 65535");
        }
        if (connectTimeout.toSeconds() < 1) {
            throw new InvalidInput(
                    "not a connect timeout: " + connectTimeout + "; ssh takes whole seconds, at least 1");
        }
    }

    /** A host at port 22, known by its key, where the user may do everything. */
    public static SshHost of(String host, String user, Path key, Path knownHosts) {
        return new SshHost(
                host,
                DEFAULT_PORT,
                user,
                key,
                knownHosts,
                HostKeys.KNOWN_ONLY,
                List.of(),
                DEFAULT_CONNECT_TIMEOUT,
                Path.of("/usr/bin/ssh"));
    }

    public SshHost withPort(int newPort) {
        return new SshHost(host, newPort, user, key, knownHosts, hostKeys, prefix, connectTimeout, ssh);
    }

    public SshHost withHostKeys(HostKeys newHostKeys) {
        return new SshHost(host, port, user, key, knownHosts, newHostKeys, prefix, connectTimeout, ssh);
    }

    /** Runs each command behind these words, such as {@code /usr/local/bin/doas -n}. */
    public SshHost withPrefix(String... words) {
        return new SshHost(
                host, port, user, key, knownHosts, hostKeys, ImmutableList.copyOf(words), connectTimeout, ssh);
    }

    public SshHost withConnectTimeout(Duration newTimeout) {
        return new SshHost(host, port, user, key, knownHosts, hostKeys, prefix, newTimeout, ssh);
    }

    public SshHost withSsh(Path newSsh) {
        return new SshHost(host, port, user, key, knownHosts, hostKeys, prefix, connectTimeout, newSsh);
    }

    @Override
    public String toString() {
        return user + "@" + host + " port " + port;
    }

    private static void require(String text, Pattern pattern, String what, String rule) {
        if (!pattern.matcher(text).matches()) {
            throw new InvalidInput("not a " + what + ": '" + text + "'; " + rule);
        }
    }
}
