package io.zsan.act;

import io.zsan.proof.Proof;
import java.util.Optional;

/** How an action ended. */
public sealed interface Outcome {
    /** It took effect. */
    record Done(Optional<Proof> proof) implements Outcome {}

    /** The node said no, or a check before it did not hold. Nothing was changed that an observation would not show. */
    record Refused(String reason) implements Outcome {}

    /** It may or may not have taken effect, and may still do so. */
    record Unknown(String why) implements Outcome {}

    static Outcome done() {
        return new Done(Optional.empty());
    }

    static Outcome done(Proof proof) {
        return new Done(Optional.of(proof));
    }
}
