package io.zsan.freebsd.exec;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The {@code ssh} command for commands on a host. */
final class SshCommandLine {
    /** Silence that ends a connection: twice this many seconds. The deadline ends most commands sooner. */
    private static final int ALIVE_INTERVAL_SECONDS = 5;

    private static final int ALIVE_COUNT = 2;

    /** How much sooner than this side the remote side gives up, so that its last words still arrive. */
    private static final Duration HEAD_START = Duration.ofSeconds(1);

    /** Between SIGTERM and SIGKILL on the remote side. */
    private static final String KILL_AFTER_SECONDS = "2";

    static final String TIMEOUT = "/usr/bin/timeout";

    private SshCommandLine() {}

    static Command of(SshHost host, List<Command> commands, Optional<Stdin> stdin, Duration deadline) {
        boolean modifies = commands.stream().anyMatch(Command::modifies);
        List<String> arguments = client(host, deadline, remote(host, commands, deadline));
        return new Command(host.ssh().toString(), arguments, stdin, deadline, modifies, false);
    }

    /** For a program that goes on printing: it says that it began, and ends itself after its time. */
    static Command feed(SshHost host, Command program) {
        String script = "printf '%s\\n' '" + FeedProcess.BEGAN + "'; "
                + program.words().stream().map(ShellQuote::quote).collect(Collectors.joining(" "));
        List<String> words = ImmutableList.<String>builder()
                .addAll(host.prefix())
                .add(TIMEOUT, "-k", KILL_AFTER_SECONDS, Seconds.text(program.deadline()))
                .addAll(inCleanEnvironment(script))
                .build();
        return Command.reading(host.ssh().toString(), client(host, program.deadline(), line(words)))
                .within(program.deadline());
    }

    private static List<String> client(SshHost host, Duration deadline, String remote) {
        ImmutableList.Builder<String> arguments = ImmutableList.builder();
        arguments.add("-F", "none", "-T");
        options(host, deadline).forEach((name, value) -> arguments.add("-o", name + "=" + value));
        arguments.add("-i", host.key().toString());
        arguments.add("-p", Integer.toString(host.port()));
        arguments.add("-l", host.user());
        arguments.add("--", host.host());
        arguments.add(remote);
        return arguments.build();
    }

    private static List<String> inCleanEnvironment(String script) {
        ImmutableList.Builder<String> words = ImmutableList.builder();
        words.add("/usr/bin/env", "-i");
        BoundedProcess.ENVIRONMENT.forEach((name, value) -> words.add(name + "=" + value));
        words.add("/bin/sh", "-c", script);
        return words.build();
    }

    private static String line(List<String> words) {
        return words.stream().map(ShellQuote::quote).collect(Collectors.joining(" "));
    }

    /** What the remote side is given: one deadline for all, and the environment that a local child has. */
    static String remote(SshHost host, List<Command> commands, Duration deadline) {
        ImmutableList.Builder<String> words = ImmutableList.builder();
        words.addAll(host.prefix());
        words.add(TIMEOUT);
        if (commands.stream().anyMatch(Command::startsDaemon)) {
            // Else FreeBSD's timeout waits for all descendants and kills them at the deadline, which is right for what
            // hangs, and wrong for a daemon: it would hold the call, and then die of it.
            words.add("--foreground");
        }
        words.add("-k", KILL_AFTER_SECONDS, Seconds.text(remoteDeadline(deadline)));
        words.addAll(inCleanEnvironment(Framing.script(commands)));
        return line(words.build());
    }

    static Duration remoteDeadline(Duration deadline) {
        Duration half = deadline.dividedBy(2);
        return half.compareTo(HEAD_START) > 0 ? deadline.minus(HEAD_START) : half;
    }

    /** Shorter than the deadline, so that an address that does not answer is known as such. */
    private static long connectSeconds(SshHost host, Duration deadline) {
        return Math.max(1, Math.min(host.connectTimeout().toSeconds(), deadline.toSeconds() - 1));
    }

    private static Map<String, String> options(SshHost host, Duration deadline) {
        return ImmutableMap.<String, String>builder()
                .put("BatchMode", "yes")
                .put("PreferredAuthentications", "publickey")
                .put("IdentitiesOnly", "yes")
                .put("IdentityAgent", "none")
                .put("UserKnownHostsFile", host.knownHosts().toString())
                .put("GlobalKnownHostsFile", "/dev/null")
                .put("StrictHostKeyChecking", host.hostKeys().option())
                .put("UpdateHostKeys", "no")
                .put("ConnectTimeout", Long.toString(connectSeconds(host, deadline)))
                .put("ConnectionAttempts", "1")
                .put("ServerAliveInterval", Integer.toString(ALIVE_INTERVAL_SECONDS))
                .put("ServerAliveCountMax", Integer.toString(ALIVE_COUNT))
                .put("ControlMaster", "no")
                .put("ControlPath", "none")
                .put("LogLevel", "ERROR")
                .buildOrThrow();
    }
}
