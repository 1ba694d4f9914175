package io.zsan.freebsd.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What Jazzer calls with texts: each is read or refused. With the property {@value #TARGET} it is a text for that one target,
 * without it its first byte chooses among all.
 */
public final class TextFuzz {
    static final String TARGET = "zsan.fuzz.target";

    private static final Optional<Target<?>> ONLY =
            Optional.ofNullable(System.getProperty(TARGET)).map(Targets::target);

    private static final Tally TALLY = new Tally();

    private TextFuzz() {}

    /** Called once: reading all captures counts for no input's time. */
    public static void fuzzerInitialize() {
        if (Targets.ALL.isEmpty()) {
            throw new IllegalStateException("nothing to fuzz");
        }
    }

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        Target<?> target = ONLY.orElseGet(() -> Targets.ALL.get((data[0] & 0xff) % Targets.ALL.size()));
        int from = ONLY.isPresent() ? 0 : 1;
        TALLY.count(target.name());
        Object unused = target.read(new String(data, from, data.length - from, StandardCharsets.UTF_8));
    }

    public static void fuzzerTearDown() {
        TALLY.print();
    }
}
