package io.zsan.samples.quickstart;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.zsan.decide.Policy;
import io.zsan.freebsd.Deadlines;
import io.zsan.freebsd.exec.SshHost;
import io.zsan.freebsd.fleet.FleetFile;
import io.zsan.freebsd.fleet.Hooks;
import io.zsan.model.NodeName;
import io.zsan.testkit.FakeFleet;
import io.zsan.testkit.ssh.SshEndpoint;
import io.zsan.testkit.ssh.SshFleet;
import io.zsan.testkit.world.Timings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A fake fleet in this process, behind an ssh server for each node, and about ten times as quick as real hosts. */
final class FakeLab implements Lab {
    private static final long MIB = 1 << 20;

    private final FakeFleet fleet;
    private final SshFleet servers;
    private final Path directory;
    private final FleetFile file;

    private FakeLab(FakeFleet fleet, SshFleet servers, Path directory) {
        this.fleet = fleet;
        this.servers = servers;
        this.directory = directory;
        Map<NodeName, SshHost> ssh = new TreeMap<>();
        Map<NodeName, Hooks> hooks = new TreeMap<>();
        for (SshEndpoint endpoint : servers.endpoints()) {
            ssh.put(endpoint.node(), endpoint.sshHost());
            hooks.put(endpoint.node(), new Hooks(List.of(), List.of(), List.of()));
        }
        this.file = new FleetFile(fleet.fleet(), ssh, hooks, Optional.empty(), Set.of());
    }

    static FakeLab start() {
        try {
            FakeFleet fleet = FakeFleet.builder()
                    .storageNodes(4)
                    .disksPerNode(3)
                    .failureDomains(4)
                    .timings(Timings.fast().withPing(Duration.ofMillis(700)).withResilver(24 * MIB, 72 * MIB))
                    .build();
            Path directory = Files.createTempDirectory("zsan-quickstart");
            return new FakeLab(fleet, SshFleet.start(fleet, directory), directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public FleetFile file() {
        return file;
    }

    @Override
    public Policy policy() {
        return Policy.builder()
                .dropAfter(Duration.ofMillis(1500))
                .fenceWait(Duration.ofSeconds(3))
                .build();
    }

    @Override
    public Deadlines deadlines() {
        return Deadlines.builder()
                .look(Duration.ofSeconds(2))
                .poll(Duration.ofMillis(100))
                .build();
    }

    @Override
    public Duration loginWindow() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(50);
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void silence(NodeName node) {
        fleet.silence(node);
    }

    @Override
    public void wake(NodeName node) {
        fleet.wake(node);
    }

    @Override
    public List<String> violations() {
        return fleet.world().violations().stream().map(Object::toString).toList();
    }

    @Override
    public void close() {
        try {
            servers.close();
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
