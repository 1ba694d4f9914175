package io.zsan.freebsd.fuzz;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * What Jazzer calls with {@link Damages} to captures: each is refused, or not healthier than the capture. The first two bytes
 * choose the capture, among those of the target in the property {@value TextFuzz#TARGET}, or of all.
 */
public final class DamageFuzz {
    private static final String ONLY = System.getProperty(TextFuzz.TARGET, "");
    private static final List<Case> CASES = Targets.ALL.stream()
            .filter(target -> ONLY.isEmpty() || target.name().equals(ONLY))
            .flatMap(target ->
                    target.seeds().stream().map(seed -> new Case(target.name(), seed, target.damagesTo(seed))))
            .toList();

    private record Case(String target, String seed, Consumer<String> check) {}

    private static final Tally TALLY = new Tally();

    private DamageFuzz() {}

    /** Called once: reading all captures counts for no input's time. */
    public static void fuzzerInitialize() {
        if (CASES.isEmpty()) {
            throw new IllegalStateException("nothing to damage for " + ONLY);
        }
    }

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 2) {
            return;
        }
        ByteBuffer program = ByteBuffer.wrap(data);
        Case chosen = CASES.get(program.getChar() % CASES.size());
        TALLY.count(chosen.target());
        chosen.check().accept(Damages.apply(chosen.seed(), program));
    }

    public static void fuzzerTearDown() {
        TALLY.print();
    }
}
