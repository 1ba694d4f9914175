package io.zsan.samples.quickstart;

import io.zsan.decide.Policy;
import io.zsan.error.CommandRefused;
import io.zsan.error.InvalidInput;
import io.zsan.freebsd.Deadlines;
import io.zsan.freebsd.FreeBsdStorageNode;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.freebsd.exec.LocalRunner;
import io.zsan.freebsd.fleet.FleetFile;
import io.zsan.model.NodeName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** Real hosts, described by a fleet file; their faults are made by its hooks, or by the person at the prompt. */
final class HostLab implements Lab {
    private static final Duration HOOK_DEADLINE = Duration.ofMinutes(2);

    private final FleetFile file;
    private final Console console;
    private final BufferedReader prompt;

    HostLab(FleetFile file, Console console, BufferedReader prompt) {
        this.file = file;
        this.console = console;
        this.prompt = prompt;
    }

    @Override
    public FleetFile file() {
        return file;
    }

    @Override
    public Policy policy() {
        return Policy.defaults();
    }

    @Override
    public Deadlines deadlines() {
        return Deadlines.defaults();
    }

    @Override
    public Duration loginWindow() {
        return FreeBsdStorageNode.DEFAULT_LOGIN_WINDOW;
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void silence(NodeName node) {
        act(
                node,
                file.hooks(node).stop(),
                "make " + node + " silent without ending it (pause its virtual machine, cut its network)");
    }

    @Override
    public void wake(NodeName node) {
        act(node, file.hooks(node).start(), "let " + node + " go on where it stopped");
    }

    @Override
    public List<String> violations() {
        return List.of();
    }

    private void act(NodeName node, List<String> hook, String request) {
        if (hook.isEmpty()) {
            ask(request);
            return;
        }
        Command command =
                Command.modifying(hook.get(0), hook.subList(1, hook.size())).within(HOOK_DEADLINE);
        CommandResult result = new LocalRunner(node).run(command);
        if (result.exit() != 0) {
            throw new CommandRefused("the hook of " + node + " failed: " + command + " ended with status "
                    + result.exit() + ": " + result.err().strip());
        }
    }

    private void ask(String request) {
        console.plain("Now " + request + ", then press Enter.");
        try {
            if (prompt.readLine() == null) {
                throw new InvalidInput("nobody is at the prompt to " + request
                        + "; give the node 'stop' and 'start' hooks in the fleet file");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {}
}
