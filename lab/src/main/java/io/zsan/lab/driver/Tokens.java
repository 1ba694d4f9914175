package io.zsan.lab.driver;

import io.zsan.error.CommandRefused;
import io.zsan.lab.host.StorageHost;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.node.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a storage node keeps: the tokens, through its boots (R15), and in one boot the nonce and the epochs in force. */
final class Tokens {
    private static final String SUFFIX = ".token";

    private final StorageHost host;

    Tokens(StorageHost host) {
        this.host = host;
    }

    /** Those of disks that are gone among them. */
    Map<LunId, Token> all() {
        Map<LunId, Token> tokens = new TreeMap<>();
        try (Stream<Path> files = Files.list(host.db())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX)) {
                    DiskSerial serial = new DiskSerial(name.substring(0, name.length() - SUFFIX.length()));
                    read(file)
                            .map(Tokens::token)
                            .ifPresent(token -> tokens.put(new LunId(host.node().name(), serial), token));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tokens;
    }

    /** Refuses a lower token than the one kept, and keeps this one. */
    void raise(LunRef lun, Epoch epoch) {
        Token asked = new Token(lun.generation(), epoch);
        Optional<Token> kept = read(file(lun.id().disk())).map(Tokens::token);
        if (kept.filter(k -> k.compareTo(asked) > 0).isPresent()) {
            throw new CommandRefused(host.node().name() + ": stale token: " + lun.id() + " has " + kept.get());
        }
        write(file(lun.id().disk()), lun.generation().number() + " " + epoch.number());
    }

    /** Refuses a lower generation than the one kept. */
    void requireGeneration(LunRef lun) {
        Optional<Token> kept = read(file(lun.id().disk())).map(Tokens::token);
        if (kept.filter(k -> k.generation().compareTo(lun.generation()) > 0).isPresent()) {
            throw new CommandRefused(host.node().name() + ": stale token: " + lun.id() + " has " + kept.get());
        }
    }

    Optional<String> boot() {
        return read(host.run().resolve("boot"));
    }

    void boot(String nonce) {
        write(host.run().resolve("boot"), nonce);
    }

    Optional<Token> inForce(DiskSerial serial) {
        return read(host.run().resolve(serial + ".epoch")).map(Tokens::token);
    }

    void inForce(LunRef lun, Epoch epoch) {
        write(host.run().resolve(lun.id().disk() + ".epoch"), lun.generation().number() + " " + epoch.number());
    }

    private Path file(DiskSerial serial) {
        return host.db().resolve(serial + SUFFIX);
    }

    private static Token token(String text) {
        String[] words = text.split(" ", -1);
        return new Token(new Generation(Integer.parseInt(words[0])), new Epoch(Long.parseLong(words[1])));
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
