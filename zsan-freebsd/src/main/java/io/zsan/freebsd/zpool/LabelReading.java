package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import io.zsan.error.UnexpectedOutput;
import java.util.List;
import java.util.Optional;

/** What {@code zdb -l DEVICE} found on a device. */
public sealed interface LabelReading {
    /**
     * Parses what it printed, which must agree with its exit status (FreeBSD 13 on: 0 four good copies, 1 some bad, 2
     * none).
     *
     * @throws UnexpectedOutput if it is not understood
     */
    static LabelReading parse(int exit, String out, String err) {
        return new LabelGrammar(exit, out, err).reading();
    }

    /**
     * The same of {@code zdb} up to FreeBSD 12, which prints each copy for itself, and whose exit status says nothing.
     *
     * @throws UnexpectedOutput if it is not understood
     */
    static LabelReading parseEachCopy(int exit, String out, String err) {
        return new EachCopyGrammar(exit, out, err).reading();
    }

    /** The one label, where all copies that are there are the same. */
    default Optional<ZdbLabel> label() {
        return Optional.empty();
    }

    /**
     * It carries labels.
     *
     * @param labels more than one where copies differ
     * @param missing how many copies are missing
     */
    record Labels(List<ZdbLabel> labels, int missing) implements LabelReading {
        public Labels {
            labels = ImmutableList.copyOf(labels);
        }

        @Override
        public Optional<ZdbLabel> label() {
            return labels.size() == 1 ? Optional.of(labels.get(0)) : Optional.empty();
        }
    }

    /** All four label areas were read, and no label is in any. */
    record NoLabel() implements LabelReading {}

    /** Some label areas could not be read: it is not known what is in them, whatever the others say. */
    record Unreadable() implements LabelReading {}

    /**
     * The device could not be opened.
     *
     * @param why in the system's words
     */
    record NoDevice(String device, String why) implements LabelReading {}
}
