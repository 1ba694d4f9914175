package io.zsan.testkit.ssh;

import com.google.common.collect.ImmutableSortedMap;
import io.zsan.freebsd.exec.CommandListener;
import io.zsan.freebsd.exec.CommandRunner;
import io.zsan.freebsd.exec.CommandTimer;
import io.zsan.freebsd.exec.SshRunner;
import io.zsan.model.NodeName;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.fake.FakeNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;

/**
 * A fleet of fake nodes, each behind a ssh server of its own on the loopback address. A silent node accepts connections
 * and says nothing; connections that were open stall, and go on when it wakes.
 *
 * <p>The fleet's clock must not be a jumping one: a relay that waits would move it.
 */
public final class SshFleet implements AutoCloseable {
    private static final String USER = "root";
    private static final String LOOPBACK = "127.0.0.1";

    private final List<SshServer> servers = new ArrayList<>();
    private final List<Relay> relays = new ArrayList<>();
    private final CommandThreads threads = new CommandThreads();
    private final ScheduledExecutorService timer = CommandTimer.daemon();
    private final ImmutableSortedMap<NodeName, SshEndpoint> endpoints;

    private SshFleet(FakeFleet fleet, Path directory, Consumer<String> heard)
            throws IOException, GeneralSecurityException {
        Path key = directory.resolve("id_ecdsa").toAbsolutePath();
        Path knownHosts = directory.resolve("known_hosts").toAbsolutePath();
        KeyPair client = Keys.generate();
        Keys.write(client, key);
        StringBuilder known = new StringBuilder();
        TreeMap<NodeName, SshEndpoint> started = new TreeMap<>();
        for (FakeNode node : fleet.nodes()) {
            KeyPair hostKey = Keys.generate();
            SshServer server = server(node, hostKey, client, heard);
            server.start();
            servers.add(server);
            Relay relay = new Relay(
                    fleet.world(),
                    node.host(),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()));
            relays.add(relay);
            known.append(Keys.knownHost(LOOPBACK, relay.port(), hostKey.getPublic()));
            started.put(node.name(), new SshEndpoint(node.name(), LOOPBACK, relay.port(), USER, key, knownHosts));
        }
        Files.writeString(knownHosts, known);
        endpoints = ImmutableSortedMap.copyOfSorted(started);
    }

    /**
     * Starts a server for each node.
     *
     * @param directory an empty one, for the client's key and the known hosts
     */
    public static SshFleet start(FakeFleet fleet, Path directory) throws IOException {
        return start(fleet, directory, commandLine -> {});
    }

    /**
     * Starts a server for each node.
     *
     * @param directory an empty one, for the client's key and the known hosts
     * @param heard gets every command line as it arrives, before it is run; called on many threads
     */
    public static SshFleet start(FakeFleet fleet, Path directory, Consumer<String> heard) throws IOException {
        try {
            return new SshFleet(fleet, directory, heard);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make ssh keys", e);
        }
    }

    private SshServer server(FakeNode node, KeyPair hostKey, KeyPair client, Consumer<String> heard) {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(LOOPBACK);
        server.setPort(0);
        server.setNioWorkers(1);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setUserAuthFactories(Collections.singletonList(new UserAuthPublicKeyFactory()));
        server.setPublickeyAuthenticator(
                (user, offered, session) -> user.equals(USER) && KeyUtils.compareKeys(offered, client.getPublic()));
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        server.setSubsystemFactories(List.of());
        server.setCommandFactory((channel, command) -> {
            heard.accept(command);
            return new NodeCommand(node, command, threads);
        });
        return server;
    }

    public SshEndpoint endpoint(NodeName node) {
        SshEndpoint endpoint = endpoints.get(node);
        if (endpoint == null) {
            throw new IllegalArgumentException("no node " + node + " in " + endpoints.keySet());
        }
        return endpoint;
    }

    public SshEndpoint endpoint(String node) {
        return endpoint(new NodeName(node));
    }

    /** Runs a node's commands through the system's ssh client. */
    public CommandRunner runner(NodeName node) {
        return new SshRunner(node, endpoint(node).sshHost(), timer, CommandListener.none());
    }

    /** As {@link #runner(NodeName)}. */
    public CommandRunner runner(String node) {
        return runner(new NodeName(node));
    }

    public Collection<SshEndpoint> endpoints() {
        return endpoints.values();
    }

    /** Ends connections, servers, and commands that still hang. */
    @Override
    public void close() throws IOException {
        try {
            for (Relay relay : relays) {
                relay.close();
            }
            threads.close();
            for (SshServer server : servers) {
                server.stop(true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while closing", e);
        }
    }
}
