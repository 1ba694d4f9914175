package io.zsan.testkit.ssh;

import io.zsan.testkit.world.Host;
import io.zsan.testkit.world.World;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a node's port and its ssh server. While the node does not answer its operators it accepts connections
 * and forwards nothing, as the network stack in front of a stopped machine.
 */
final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int BACKLOG = 64;

    private final World world;
    private final Host host;
    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final List<Closeable> sockets = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    Relay(World world, Host host, InetSocketAddress server) throws IOException {
        this.world = world;
        this.host = host;
        this.server = server;
        this.listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        start("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                if (!keep(client)) {
                    return;
                }
                start("connect", () -> connect(client));
            }
        } catch (IOException e) {
            LOG.trace("{}: no longer listening", host.name(), e);
        }
    }

    private void connect(Socket client) {
        try {
            waitUntilItAnswers();
            Socket behind = new Socket();
            if (!keep(behind)) {
                return;
            }
            behind.connect(server);
            start("out", () -> pump(behind, client));
            pump(client, behind);
        } catch (IOException e) {
            close(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close(client);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                waitUntilItAnswers();
                out.write(buffer, 0, n);
            }
            waitUntilItAnswers();
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close(from);
            close(to);
        }
    }

    private void waitUntilItAnswers() throws InterruptedException {
        world.await(host::answersOperators);
    }

    private synchronized void start(String what, Runnable work) {
        if (closed) {
            return;
        }
        threads.removeIf(thread -> !thread.isAlive());
        Thread thread = new Thread(work, "zsan-relay-" + host.name() + "-" + what);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    /** Remembers a socket to close; says whether there still is time for it. */
    private synchronized boolean keep(Socket socket) {
        if (closed) {
            close(socket);
            return false;
        }
        sockets.removeIf(kept -> kept instanceof Socket old && old.isClosed());
        sockets.add(socket);
        return true;
    }

    private static void close(Closeable what) {
        try {
            what.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        List<Thread> running;
        synchronized (this) {
            closed = true;
            close(listener);
            sockets.forEach(Relay::close);
            threads.forEach(Thread::interrupt);
            running = List.copyOf(threads);
        }
        for (Thread thread : running) {
            thread.join(5000);
        }
    }
}
