package io.zsan.node;

import io.zsan.model.Iqn;
import java.util.Optional;

/**
 * Who may log in to a LUN's target.
 *
 * @param initiator the only initiator that may; empty: nobody
 */
public record Access(Optional<Iqn> initiator) {
    private static final Access NOBODY = new Access(Optional.empty());

    public static Access nobody() {
        return NOBODY;
    }

    public static Access only(Iqn initiator) {
        return new Access(Optional.of(initiator));
    }

    public boolean allows(Iqn name) {
        return initiator.equals(Optional.of(name));
    }

    @Override
    public String toString() {
        return initiator.map(Iqn::text).orElse("nobody");
    }
}
