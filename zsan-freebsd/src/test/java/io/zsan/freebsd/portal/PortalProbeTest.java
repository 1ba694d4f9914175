package io.zsan.freebsd.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zsan.freebsd.portal.PortalAnswer.Kind;
import io.zsan.model.Iqn;
import io.zsan.model.Portal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets on the loopback address; a real target where one is installed. */
class PortalProbeTest {
    private static final Iqn PROBE = new Iqn("iqn.2026-11.io.zsan:probe");
    private static final Path TGTD = Path.of("/usr/sbin/tgtd");

    private final PortalProbe probe = new PortalProbe(PROBE, Duration.ofMillis(400));

    @Test
    void aTargetThatWouldGoOnIsAlive() throws Exception {
        assertAnswer(Kind.ALIVE, response(0, 0, "TargetPortalGroupTag=1\0"));
    }

    @Test
    void aTargetThatRefusesUsIsToldApart() throws Exception {
        assertAnswer(Kind.REFUSED_US, response(2, 1, ""));
        assertAnswer(Kind.REFUSED_US, response(2, 2, ""));
        assertAnswer(Kind.REFUSED_US, response(3, 1, ""));
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket free = listen()) {
            port = free.getLocalPort();
        }
        assertThat(probe.ask(new Portal("127.0.0.1", port)).kind()).isEqualTo(Kind.PORT_CLOSED);
    }

    /** A stopped machine: its kernel, or a box in front of it, accepts, and then nothing comes. */
    @Test
    void oneThatAcceptsAndSaysNothingIsSilent() throws Exception {
        try (ServerSocket silent = listen()) {
            PortalAnswer answer = probe.ask(portal(silent));
            assertThat(answer.kind()).isEqualTo(Kind.NODE_SILENT);
            assertThat(answer.took()).isLessThan(Duration.ofMillis(1400));
        }
    }

    @Test
    void halfAnAnswerIsSilence() throws Exception {
        byte[] whole = response(0, 0, "TargetPortalGroupTag=1\0");
        for (int length : List.of(1, 47, 48, whole.length - 1)) {
            byte[] part = Arrays.copyOf(whole, length);
            try (ServerSocket server = listen()) {
                CompletableFuture<Void> released = new CompletableFuture<>();
                serve(server, part, released);
                assertThat(probe.ask(portal(server)).kind()).isEqualTo(Kind.NODE_SILENT);
                released.complete(null);
            }
        }
    }

    @Test
    void garbageIsNeverAlive() throws Exception {
        assertAnswer(Kind.UNEXPECTED, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertAnswer(Kind.UNEXPECTED, "SSH-2.0-OpenSSH_9.2\r\n" + "x".repeat(100));
        assertAnswer(Kind.UNEXPECTED, "");
        assertAnswer(Kind.UNEXPECTED, "short");
        assertAnswer(Kind.UNEXPECTED, "\0".repeat(48));
    }

    @Test
    void answersThatAreAlmostRightAreNotAlive() throws Exception {
        byte[] good = response(0, 0, "");
        for (int place : List.of(0, 3, 4, 5, 16, 19, 36)) {
            byte[] bad = good.clone();
            bad[place] ^= 0x44;
            assertAnswer(Kind.UNEXPECTED, bad);
        }
    }

    @Property(tries = 2000, seed = "20261126")
    void onlyALoginResponseIsReadAsOne(@ForAll @Size(LoginPdu.HEADER) byte[] header) {
        try {
            LoginPdu.response(ByteBuffer.wrap(header));
            assertThat(header[0]).isEqualTo((byte) 0x23);
            assertThat(ByteBuffer.wrap(header).getInt(16)).isEqualTo(0x7a73616e);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    @Test
    void aNameThatDoesNotExistSaysNothingAboutTheNode() {
        assertThat(probe.ask(new Portal("no-such-host.invalid", 3260)).kind()).isEqualTo(Kind.NOT_TRIED);
    }

    @Test
    void anInterruptedThreadStaysInterrupted() throws Exception {
        try (ServerSocket silent = listen()) {
            Thread.currentThread().interrupt();
            assertThat(probe.ask(portal(silent)).kind()).isEqualTo(Kind.NOT_TRIED);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Linux's tgtd stands for a target here: alive as it is, silent while it is stopped, closed when it is gone. */
    @Test
    void tellsTheStatesOfARealTargetApart(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(TGTD), "the Debian package tgt is not installed");
        int port;
        try (ServerSocket free = listen()) {
            port = free.getLocalPort();
        }
        int control = 20_000 + new Random(port).nextInt(10_000);
        Process tgtd = new ProcessBuilder(
                        TGTD.toString(), "-f", "-C", Integer.toString(control), "--iscsi", "portal=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("tgtd.log").toFile())
                .start();
        try {
            Portal portal = new Portal("127.0.0.1", port);
            PortalProbe real = new PortalProbe(PROBE);
            PortalAnswer answer = real.ask(portal);
            for (int i = 0; i < 200 && answer.kind() == Kind.PORT_CLOSED && tgtd.isAlive(); i++) {
                assertThat(tgtd.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
                answer = real.ask(portal);
            }
            assumeTrue(tgtd.isAlive(), () -> "tgtd does not run here: " + read(directory.resolve("tgtd.log")));
            // Without a target it ends each connection.
            assertThat(answer.kind()).as(answer.detail()).isEqualTo(Kind.UNEXPECTED);
            addTarget(control);
            assertThat(real.ask(portal).kind()).isEqualTo(Kind.ALIVE);
            signal("-STOP", tgtd);
            assertThat(real.ask(portal).kind()).isEqualTo(Kind.NODE_SILENT);
            signal("-CONT", tgtd);
            assertThat(real.ask(portal).kind()).isEqualTo(Kind.ALIVE);
            tgtd.destroyForcibly().waitFor();
            assertThat(real.ask(portal).kind()).isEqualTo(Kind.PORT_CLOSED);
        } finally {
            tgtd.destroyForcibly();
        }
    }

    private static void addTarget(int control) throws Exception {
        String command = "/usr/sbin/tgtadm -C " + control
                + " --lld iscsi --mode target --op new --tid 1 -T iqn.2026-11.example:t1";
        assertThat(new ProcessBuilder(command.split(" ")).inheritIO().start().waitFor())
                .isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "no log";
        }
    }

    private static void signal(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void assertAnswer(Kind kind, String bytes) throws Exception {
        assertAnswer(kind, bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void assertAnswer(Kind kind, byte[] bytes) throws Exception {
        try (ServerSocket server = listen()) {
            serve(server, bytes, CompletableFuture.completedFuture(null));
            PortalAnswer answer = new PortalProbe(PROBE, Duration.ofSeconds(10)).ask(portal(server));
            assertThat(answer.kind()).as(answer.detail()).isEqualTo(kind);
        }
    }

    /** Reads the login, answers, and ends the connection when it may. */
    private static void serve(ServerSocket server, byte[] answer, CompletableFuture<Void> released) {
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                byte[] header = in.readNBytes(LoginPdu.HEADER);
                List<String> keys = new ArrayList<>();
                int length = ByteBuffer.wrap(header).getInt(4) & 0xffffff;
                keys.addAll(List.of(
                        new String(in.readNBytes((length + 3) / 4 * 4), StandardCharsets.US_ASCII).split("\0")));
                if (!keys.contains("SessionType=Discovery") || !keys.contains("InitiatorName=" + PROBE)) {
                    return;
                }
                OutputStream out = socket.getOutputStream();
                out.write(answer);
                out.flush();
                released.join();
            } catch (IOException e) {
                // The test sees it in the answer.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] response(int statusClass, int detail, String text) {
        byte[] data = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer pdu = ByteBuffer.allocate(LoginPdu.HEADER + (data.length + 3) / 4 * 4);
        pdu.put(0, (byte) 0x23).put(1, (byte) 0x81).putInt(4, data.length);
        pdu.putInt(16, 0x7a73616e).put(36, (byte) statusClass).put(37, (byte) detail);
        pdu.put(LoginPdu.HEADER, data);
        return pdu.array();
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private static Portal portal(ServerSocket server) {
        return new Portal("127.0.0.1", server.getLocalPort());
    }
}
