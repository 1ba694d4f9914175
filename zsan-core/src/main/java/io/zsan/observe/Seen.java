package io.zsan.observe;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known of a node.
 *
 * @param <R> its kind of report
 */
public sealed interface Seen<R> {
    /** The report, if the node answered. */
    Optional<R> report();

    /** For how long the node has not answered; zero if it did. */
    Duration silence();

    /** The node answered just now. */
    record Answered<R>(R value) implements Seen<R> {
        @Override
        public Optional<R> report() {
            return Optional.of(value);
        }

        @Override
        public Duration silence() {
            return Duration.ZERO;
        }
    }

    /** The node does not answer. */
    record Silent<R>(Duration silence, String why) implements Seen<R> {
        @Override
        public Optional<R> report() {
            return Optional.empty();
        }
    }
}
