package io.zsan.act;

import com.google.common.collect.ImmutableSortedSet;
import io.zsan.model.LunRef;
import io.zsan.proof.Proof;
import java.util.Optional;
import java.util.Set;

/** How an action ended. */
public sealed interface Outcome {
    /** It took effect. */
    record Done(Optional<Proof> proof) implements Outcome {}

    /**
     * The node said no, or a check before it did not hold. Nothing was changed that an observation would not show.
     *
     * @param unreadable the LUNs whose labels could not be read, where that is why
     */
    record Refused(String reason, Set<LunRef> unreadable) implements Outcome {
        public Refused {
            unreadable = ImmutableSortedSet.copyOf(unreadable);
        }

        /** For any other reason. */
        public Refused(String reason) {
            this(reason, ImmutableSortedSet.of());
        }
    }

    /** It may or may not have taken effect, and may still do so. */
    record Unknown(String why) implements Outcome {}

    static Outcome done() {
        return new Done(Optional.empty());
    }

    static Outcome done(Proof proof) {
        return new Done(Optional.of(proof));
    }
}
