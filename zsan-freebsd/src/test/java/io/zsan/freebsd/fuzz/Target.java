package io.zsan.freebsd.fuzz;

import io.zsan.error.InvalidInput;
import io.zsan.error.UnexpectedOutput;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A parser, texts that it is to understand, and what it must not make of them when they are damaged.
 *
 * @param name of letters, digits and hyphens
 * @param seeds texts of real systems, or after their source
 * @param refusals what the parser may throw
 * @param health compares what it makes of a seed with what it makes of the damaged seed; empty where the answer is no
 *     matter of health
 */
record Target<T>(
        String name,
        List<String> seeds,
        Function<String, T> parser,
        List<Class<? extends RuntimeException>> refusals,
        Optional<BiConsumer<T, T>> health) {

    /** Between the texts of a target that is given several. */
    static final String SEPARATOR = "\f";

    static <T> Target<T> of(String name, List<String> seeds, Function<String, T> parser) {
        return new Target<>(name, seeds, parser, List.of(UnexpectedOutput.class), Optional.empty());
    }

    /** A parser of several texts; fewer than it takes are filled up with empty ones. */
    static <T> Function<String, T> in(int parts, Function<String[], T> parser) {
        return text -> {
            String[] all = Arrays.copyOf(text.split(SEPARATOR, parts), parts);
            return parser.apply(
                    Arrays.stream(all).map(part -> part == null ? "" : part).toArray(String[]::new));
        };
    }

    /** A parser of what a person wrote: that is refused as {@link InvalidInput}. */
    Target<T> ofInput() {
        return new Target<>(name, seeds, parser, List.of(InvalidInput.class), health);
    }

    Target<T> never(BiConsumer<T, T> healthier) {
        return new Target<>(name, seeds, parser, refusals, Optional.of(healthier));
    }

    /** Reads a text or refuses it; whatever else the parser throws comes through. */
    Optional<T> read(String text) {
        try {
            return Optional.of(parser.apply(text));
        } catch (RuntimeException e) {
            if (refusals.stream().noneMatch(refusal -> refusal.isInstance(e))) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** What reads damages to one of the seeds: none of them may look healthier than it. */
    Consumer<String> damagesTo(String seed) {
        T whole = parser.apply(seed);
        return damaged -> {
            Optional<T> made = read(damaged);
            if (made.isPresent() && health.isPresent()) {
                try {
                    health.get().accept(whole, made.get());
                } catch (AssertionError e) {
                    throw new AssertionError(name + ": of the damaged text\n" + damaged + "\n" + e.getMessage(), e);
                }
            }
        };
    }
}
