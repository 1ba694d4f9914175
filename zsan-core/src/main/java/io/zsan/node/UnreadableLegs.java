package io.zsan.node;

import com.google.common.collect.ImmutableSortedSet;
import io.zsan.error.ZsanException;
import io.zsan.model.LunRef;
import java.util.Collection;
import java.util.Set;

/**
 * Legs that a pool was to be imported from answer, but their disks do not give their labels back: they are dead, or blank.
 * Nothing was imported: ZFS would go on without them and, where they alone have the last writes, lose these.
 */
public final class UnreadableLegs extends ZsanException {
    private static final long serialVersionUID = 1L;

    private final transient Set<LunRef> luns;

    /**
     * @param luns at least one
     */
    public UnreadableLegs(String message, Collection<LunRef> luns) {
        super(message);
        this.luns = ImmutableSortedSet.copyOf(luns);
    }

    /** The LUNs of these legs, in their order. */
    public Set<LunRef> luns() {
        return luns;
    }
}
