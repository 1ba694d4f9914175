package io.zsan.testkit.ssh;

import io.zsan.testkit.fake.FakeNode;
import io.zsan.testkit.fake.FakeResult;
import io.zsan.testkit.fake.NoAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command on a fake node, for MINA. Where no answer will come, the connection ends without an exit status. */
final class NodeCommand implements Command {
    private static final Logger LOG = LoggerFactory.getLogger(NodeCommand.class);

    /** Nothing that a program prints. */
    private static final String END = "\0end";

    private final FakeNode node;
    private final String commandLine;
    private final CommandThreads threads;
    private @Nullable InputStream in;
    private @Nullable OutputStream out;
    private @Nullable OutputStream err;
    private @Nullable ExitCallback exit;
    private @Nullable Thread thread;

    NodeCommand(FakeNode node, String commandLine, CommandThreads threads) {
        this.node = node;
        this.commandLine = commandLine;
        this.threads = threads;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        thread = threads.start("zsan-fake-" + node.name(), () -> run(channel));
    }

    private void run(ChannelSession channel) {
        try {
            if (commandLine.contains("/usr/bin/nc ")) {
                follow();
                return;
            }
            byte[] stdin = set(in).readAllBytes();
            FakeResult result = node.run(commandLine, stdin);
            set(out).write(result.out().getBytes(StandardCharsets.UTF_8));
            set(out).flush();
            set(err).write(result.err().getBytes(StandardCharsets.UTF_8));
            set(err).flush();
            set(exit).onExit(result.exit());
        } catch (NoAnswer e) {
            LOG.debug("{}: {}: {}", node.name(), commandLine, e.why());
            channel.getSession().close(true);
        } catch (IOException | InterruptedException e) {
            LOG.debug("{}: {}: its caller is gone", node.name(), commandLine, e);
            channel.getSession().close(true);
        } catch (RuntimeException e) {
            LOG.error("{}: {}", node.name(), commandLine, e);
            channel.getSession().close(true);
        }
    }

    /** A program that prints until its input ends. */
    private void follow() throws NoAnswer, InterruptedException, IOException {
        BlockingQueue<String> printed = new LinkedBlockingQueue<>();
        AtomicBoolean powerLost = new AtomicBoolean();
        Optional<AutoCloseable> devd = node.follow(commandLine, printed::add, () -> {
            powerLost.set(true);
            printed.add(END);
        });
        if (devd.isEmpty()) {
            set(exit).onExit(1);
            return;
        }
        InputStream input = set(in);
        Thread unused = threads.start("zsan-fake-" + node.name() + "-stdin", () -> {
            try {
                byte[] ignored = input.readAllBytes();
            } catch (IOException e) {
                LOG.debug("{}: {}: its caller is gone", node.name(), commandLine, e);
            }
            printed.add(END);
        });
        try (AutoCloseable open = devd.get()) {
            for (String text = printed.take(); !text.equals(END); text = printed.take()) {
                set(out).write(text.getBytes(StandardCharsets.UTF_8));
                set(out).flush();
            }
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        if (powerLost.get()) {
            throw new InterruptedIOException(node.name() + " lost power");
        }
        set(exit).onExit(0);
    }

    private static <T> T set(@Nullable T stream) {
        if (stream == null) {
            throw new IllegalStateException("MINA has not set all streams");
        }
        return stream;
    }

    @Override
    public void destroy(ChannelSession channel) {
        // What waits in the node's kernel stays there.
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
