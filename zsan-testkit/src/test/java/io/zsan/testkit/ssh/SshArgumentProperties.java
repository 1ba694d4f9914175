package io.zsan.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.zsan.error.InvalidInput;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandListener;
import io.zsan.freebsd.exec.CommandTimer;
import io.zsan.freebsd.exec.SshHost;
import io.zsan.freebsd.exec.SshRunner;
import io.zsan.model.BootId;
import io.zsan.model.DiskSerial;
import io.zsan.model.FailureDomain;
import io.zsan.model.Iqn;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.model.Portal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.shell.ProcessShellFactory;

/**
 * Names that somebody gives reach a program on the other side as one argument, or are refused. The client is the system's,
 * the server MINA's, and a real shell and a real program that writes its arguments down stand behind it.
 */
class SshArgumentProperties {
    private static Path directory;
    private static SshServer server;
    private static SshRunner runner;

    @BeforeContainer
    static void start() throws Exception {
        directory = Files.createTempDirectory("zsan-argv");
        KeyPair client = Keys.generate();
        KeyPair host = Keys.generate();
        Path key = directory.resolve("id");
        Path known = directory.resolve("known");
        Keys.write(client, key);
        server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory()));
        server.setPublickeyAuthenticator((user, offered, session) -> KeyUtils.compareKeys(offered, client.getPublic()));
        // As sshd does: the whole line goes to the login shell as one argument.
        server.setCommandFactory(
                (channel, line) -> new ProcessShellFactory(line, "/bin/sh", "-c", line).createShell(channel));
        server.start();
        Files.writeString(known, Keys.knownHost("127.0.0.1", server.getPort(), host.getPublic()));
        Path record = directory.resolve("record");
        Files.createFile(record, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(record, "#!/bin/sh\nfor a; do printf '%s\\0' \"$a\"; done >" + argv() + "\n");
        runner = new SshRunner(
                new NodeName("s1"),
                SshHost.of("127.0.0.1", "root", key, known).withPort(server.getPort()),
                CommandTimer.daemon(),
                CommandListener.none());
    }

    @AfterContainer
    static void stop() throws IOException {
        server.stop(true);
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private static Path argv() {
        return directory.resolve("argv");
    }

    /** Whatever a command accepts as an argument arrives as it is. */
    @Property(tries = 60, seed = "20261126")
    void anArgumentArrivesAsOneOrIsRefused(@ForAll("texts") String text) throws IOException {
        Optional<Command> command =
                ifAccepted(t -> Command.reading(directory.resolve("record").toString(), "-o", t, "end"), text);
        assertThat(command.isPresent()).isEqualTo(text.chars().allMatch(c -> c > 0 && c < 128));
        if (command.isPresent()) {
            assertThat(received(command.get())).containsExactly("-o", text, "end");
        }
    }

    /** A name that the model lets in is one word, and no option. */
    @Property(tries = 400, seed = "20261127")
    void aNameIsRefusedOrHarmless(@ForAll("texts") String text) {
        for (Function<String, Object> type : types()) {
            ifAccepted(type, text)
                    .ifPresent(name -> assertThat(name.toString())
                            .matches("[A-Za-z0-9:\\[][\\x20-\\x7e]*")
                            .doesNotContainPattern("['\"`$\\\\;&|<>(){}*?!#~\\n\\t]"));
        }
    }

    /** Each kind of name that a person gives, in one command. */
    @Property(tries = 40, seed = "20261128")
    void namesThatAreLetInArriveAsOneArgumentEach(@ForAll("names") String text) throws IOException {
        List<String> accepted = new ArrayList<>();
        for (Function<String, Object> type : types()) {
            ifAccepted(type, text).map(Object::toString).ifPresent(accepted::add);
        }
        accepted.add("end");
        assertThat(received(Command.reading(directory.resolve("record").toString(), accepted)))
                .containsExactlyElementsOf(accepted);
    }

    private static List<Function<String, Object>> types() {
        return List.of(
                PoolName::new,
                NodeName::new,
                FailureDomain::new,
                DiskSerial::new,
                Iqn::new,
                BootId::new,
                text -> new Portal(text, 3260));
    }

    private static <T> Optional<T> ifAccepted(Function<String, T> type, String text) {
        try {
            return Optional.of(type.apply(text));
        } catch (InvalidInput refused) {
            return Optional.empty();
        }
    }

    private static List<String> received(Command command) throws IOException {
        Files.deleteIfExists(argv());
        assertThat(runner.run(command).exit()).isZero();
        String all = Files.readString(argv(), StandardCharsets.US_ASCII);
        return Arrays.asList(all.substring(0, all.length() - 1).split("\0", -1));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> nasty = Arbitraries.strings()
                .withChars("'\"\\!$`*?~ \n\t;&|<>(){}[]#%^-=n\u0001ä")
                .ofMaxLength(12);
        Arbitrary<String> orders = Arbitraries.of(
                "$(touch /tmp/zsan-injected)",
                "; reboot",
                "-f",
                "--",
                "a b",
                "p1\nreboot",
                "`id`",
                "%20",
                "",
                "'",
                "a'b\"c");
        return Arbitraries.oneOf(
                nasty,
                orders,
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.strings().ascii().ofMaxLength(30));
    }

    /** Texts of which many are names. */
    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .withCharRange('a', 'z')
                        .numeric()
                        .withChars("-_.:")
                        .ofMinLength(1)
                        .ofMaxLength(20),
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).map(s -> "iqn.2026-11.example:" + s),
                texts());
    }
}
