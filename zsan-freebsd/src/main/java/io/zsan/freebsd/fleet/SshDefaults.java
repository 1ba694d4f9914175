package io.zsan.freebsd.fleet;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.freebsd.exec.SshHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings of ssh that a table gives; those of a node stand over those that all have in common. */
record SshDefaults(
        Optional<Integer> port,
        Optional<String> user,
        Optional<Path> key,
        Optional<Path> knownHosts,
        List<String> prefix) {
    static final SshDefaults NONE =
            new SshDefaults(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), ImmutableList.of());

    private static final String DEFAULT_USER = "root";

    SshDefaults over(SshDefaults common) {
        return new SshDefaults(
                port.or(common::port),
                user.or(common::user),
                key.or(common::key),
                knownHosts.or(common::knownHosts),
                prefix.isEmpty() ? common.prefix : prefix);
    }

    SshHost host(String host, String place) {
        SshHost made = SshHost.of(
                host,
                user.orElse(DEFAULT_USER),
                required(key, "key", place),
                required(knownHosts, "known-hosts", place));
        made = port.isPresent() ? made.withPort(port.get()) : made;
        return prefix.isEmpty() ? made : made.withPrefix(prefix.toArray(String[]::new));
    }

    private static Path required(Optional<Path> path, String key, String place) {
        return path.orElseThrow(
                () -> new InvalidInput(place + ", key 'ssh." + key + "' is missing; give it there or in [ssh]"));
    }
}
