package io.zsan.testkit.ssh;

import io.zsan.freebsd.exec.SshHost;
import io.zsan.model.NodeName;
import java.nio.file.Path;

/**
 * How to get to a fake node.
 *
 * @param host the loopback address
 * @param user who may log in
 * @param key the private key, in OpenSSH's format, mode 600
 * @param knownHosts the file with the node's host key
 */
public record SshEndpoint(NodeName node, String host, int port, String user, Path key, Path knownHosts) {
    /** The same for zsan's own ssh. */
    public SshHost sshHost() {
        return SshHost.of(host, user, key, knownHosts).withPort(port);
    }
}
