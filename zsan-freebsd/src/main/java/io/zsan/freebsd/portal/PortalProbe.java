package io.zsan.freebsd.portal;

import io.zsan.error.InvalidInput;
import io.zsan.freebsd.portal.PortalAnswer.Kind;
import io.zsan.model.Iqn;
import io.zsan.model.Portal;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Asks a portal: a TCP connection and the first step of a discovery login, which is then dropped. It opens no session, and
 * touches neither disk nor LUN. Thread-safe; a call blocks for its deadline at most (looking up a host name, which Java
 * cannot bound, comes on top: give addresses), and never throws for the node's sake.
 */
public final class PortalProbe {
    /** The deadline where none is given. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(1);

    private final Iqn initiator;
    private final Duration deadline;
    private final LongSupplier nanoTime;

    /**
     * Makes a probe with the default deadline.
     *
     * @param initiator under whose name it asks; a name of its own, which no target lets in, is best: that a target refuses
     *     it is an answer too
     */
    public PortalProbe(Iqn initiator) {
        this(initiator, DEFAULT_DEADLINE);
    }

    public PortalProbe(Iqn initiator, Duration deadline) {
        this(initiator, deadline, System::nanoTime);
    }

    PortalProbe(Iqn initiator, Duration deadline, LongSupplier nanoTime) {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new InvalidInput("not a deadline: " + deadline + "; use a time greater than zero");
        }
        this.initiator = initiator;
        this.deadline = deadline;
        this.nanoTime = nanoTime;
    }

    /** Asks once. An interrupted thread gets {@link Kind#NOT_TRIED}, and keeps its interrupted status. */
    public PortalAnswer ask(Portal portal) {
        InetSocketAddress address = new InetSocketAddress(portal.host(), portal.port());
        long start = nanoTime.getAsLong();
        if (address.isUnresolved()) {
            return answer(start, Kind.NOT_TRIED, "cannot find the address of " + portal.host());
        }
        try (SocketChannel channel = SocketChannel.open();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            return new Conversation(channel, selector, start).run(address);
        } catch (IOException e) {
            return answer(start, Kind.NOT_TRIED, "cannot make a connection here: " + e.getMessage());
        }
    }

    private PortalAnswer answer(long start, Kind kind, String detail) {
        return new PortalAnswer(kind, detail, Duration.ofNanos(nanoTime.getAsLong() - start));
    }

    /** The deadline has passed. */
    private static final class TooLate extends IOException {
        private static final long serialVersionUID = 1;

        TooLate(String waitedFor) {
            super(waitedFor);
        }
    }

    /** The thread was interrupted. */
    private static final class Stopped extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final class Conversation {
        private final SocketChannel channel;
        private final Selector selector;
        private final long start;

        Conversation(SocketChannel channel, Selector selector, long start) {
            this.channel = channel;
            this.selector = selector;
            this.start = start;
        }

        PortalAnswer run(InetSocketAddress address) {
            try {
                connect(address);
            } catch (TooLate e) {
                return answer(start, Kind.NODE_SILENT, "no answer to the connection");
            } catch (Stopped e) {
                return stopped();
            } catch (ConnectException e) {
                return refusedOrSilent(e);
            } catch (IOException e) {
                return answer(start, Kind.NOT_TRIED, "cannot connect: " + e.getMessage());
            }
            try {
                return login();
            } catch (TooLate e) {
                return answer(start, Kind.NODE_SILENT, "connected, and then no " + e.getMessage());
            } catch (Stopped e) {
                return stopped();
            } catch (EOFException e) {
                return answer(start, Kind.UNEXPECTED, "it ended the connection before it answered the login");
            } catch (IOException e) {
                return answer(start, Kind.UNEXPECTED, "the connection broke: " + e.getMessage());
            } catch (IllegalArgumentException e) {
                return answer(start, Kind.UNEXPECTED, "not the answer of a target: " + e.getMessage());
            }
        }

        /** The kernel's own timeout and unreachable networks come as the same exception; only a refusal is the node's. */
        private PortalAnswer refusedOrSilent(ConnectException e) {
            String message = String.valueOf(e.getMessage());
            return message.toLowerCase(Locale.ROOT).contains("refused")
                    ? answer(start, Kind.PORT_CLOSED, "connection refused")
                    : answer(start, Kind.NODE_SILENT, "no connection: " + message);
        }

        private PortalAnswer stopped() {
            Thread.currentThread().interrupt();
            return answer(start, Kind.NOT_TRIED, "the thread was interrupted");
        }

        private void connect(InetSocketAddress address) throws IOException {
            if (!channel.connect(address)) {
                SelectionKey unused = channel.register(selector, SelectionKey.OP_CONNECT);
                do {
                    await("connection");
                } while (!channel.finishConnect());
            } else {
                SelectionKey unused = channel.register(selector, SelectionKey.OP_READ);
            }
        }

        private PortalAnswer login() throws IOException {
            ByteBuffer request = LoginPdu.request(initiator);
            interest(SelectionKey.OP_WRITE);
            while (request.hasRemaining()) {
                if (channel.write(request) == 0) {
                    await("room for the login");
                }
            }
            interest(SelectionKey.OP_READ);
            LoginPdu.Response response = LoginPdu.response(read(LoginPdu.HEADER));
            // All of it: half an answer is none.
            ByteBuffer unused = read(response.data());
            String status = "login status " + response.statusClass() + "," + response.statusDetail();
            return response.statusClass() == 0
                    ? answer(start, Kind.ALIVE, status)
                    : answer(start, Kind.REFUSED_US, status);
        }

        private ByteBuffer read(int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            while (buffer.hasRemaining()) {
                int n = channel.read(buffer);
                if (n < 0) {
                    throw new EOFException();
                }
                if (n == 0) {
                    await("whole answer to the login");
                }
            }
            return buffer.flip();
        }

        private void interest(int operation) {
            SelectionKey unused = channel.keyFor(selector).interestOps(operation);
        }

        private void await(String what) throws IOException {
            long left = deadline.toNanos() - (nanoTime.getAsLong() - start);
            if (left <= 0) {
                throw new TooLate(what);
            }
            int unused = selector.select(Math.max(1, left / 1_000_000));
            selector.selectedKeys().clear();
            if (Thread.currentThread().isInterrupted()) {
                throw new Stopped();
            }
        }
    }
}
