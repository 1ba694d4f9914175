package io.zsan.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zsan.model.NodeName;
import io.zsan.testkit.FakeFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection through a relay, with an echo behind it. */
class RelayTest {
    private static final NodeName S1 = new NodeName("s1");

    private final FakeFleet fleet = FakeFleet.builder().build();
    private ServerSocket echo;
    private Relay relay;
    private Socket client;

    @BeforeEach
    void start() throws Exception {
        echo = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread server = new Thread(() -> {
            try (Socket socket = echo.accept()) {
                var unused = socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException closed) {
                // The test is over.
            }
        });
        server.setDaemon(true);
        server.start();
        relay = new Relay(
                fleet.world(),
                fleet.storage("s1"),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), echo.getLocalPort()));
        client = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        client.setSoTimeout(200);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        relay.close();
        echo.close();
    }

    private int exchange(int sent) throws Exception {
        client.getOutputStream().write(sent);
        return client.getInputStream().read();
    }

    @Test
    void openConnectionStallsAndGoesOn() throws Exception {
        assertThat(exchange('a')).isEqualTo('a');
        fleet.silence(S1);
        assertThatThrownBy(() -> exchange('b')).isInstanceOf(SocketTimeoutException.class);
        fleet.wake(S1);
        client.setSoTimeout(10_000);
        assertThat(client.getInputStream().read()).isEqualTo('b');
    }

    @Test
    void closedRelayClosesItsConnections() throws Exception {
        assertThat(exchange('a')).isEqualTo('a');
        relay.close();
        client.setSoTimeout(10_000);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void endOfOneDirectionIsPassedOn() throws Exception {
        assertThat(exchange('a')).isEqualTo('a');
        client.shutdownOutput();
        client.setSoTimeout(10_000);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
}
