package io.zsan.freebsd.fuzz;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * What Jazzer calls with {@link Damages} to captures: each is refused, or not healthier than the capture. The first byte
 * chooses the target, unless the property {@value TextFuzz#TARGET} does, and the next two the first capture: the same
 * damages are done to it and to the next few, each an input of its own.
 */
public final class DamageFuzz {
    private static final String ONLY = System.getProperty(TextFuzz.TARGET, "");
    private static final List<List<Case>> CASES = Targets.ALL.stream()
            .filter(target -> ONLY.isEmpty() || target.name().equals(ONLY))
            .map(target -> cases(target))
            .toList();

    private record Case(String target, String seed, Consumer<String> check) {}

    private static final int HEAD = 3;
    private static final int MOST_CAPTURES = 16;
    private static final Tally TALLY = new Tally();

    private DamageFuzz() {}

    private static List<Case> cases(Target<?> target) {
        return target.seeds().stream()
                .map(seed -> new Case(target.name(), seed, target.damagesTo(seed)))
                .toList();
    }

    /** Called once: reading all captures counts for no input's time. */
    public static void fuzzerInitialize() {
        if (CASES.isEmpty()) {
            throw new IllegalStateException("nothing to damage for " + ONLY);
        }
    }

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < HEAD) {
            return;
        }
        ByteBuffer program = ByteBuffer.wrap(data);
        List<Case> cases = CASES.get((program.get() & 0xff) % CASES.size());
        int first = program.getChar();
        for (int i = 0; i < Math.min(MOST_CAPTURES, cases.size()); i++) {
            Case chosen = cases.get((first + i) % cases.size());
            TALLY.count(chosen.target());
            chosen.check().accept(Damages.apply(chosen.seed(), program.duplicate()));
        }
    }

    public static void fuzzerTearDown() {
        TALLY.print();
    }
}
