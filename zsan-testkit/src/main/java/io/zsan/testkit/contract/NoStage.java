package io.zsan.testkit.contract;

import com.google.common.collect.ImmutableSet;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import java.util.Set;

/** The stage of a subject that can only be looked at through its drivers. */
final class NoStage implements Stage {
    @Override
    public Set<Capability> can() {
        return ImmutableSet.of();
    }

    @Override
    public void silence(NodeName storage) {
        throw cannot();
    }

    @Override
    public void wake(NodeName storage) {
        throw cannot();
    }

    @Override
    public void powerCycle(NodeName node) {
        throw cannot();
    }

    @Override
    public void shutOut(LunRef lun) {
        throw cannot();
    }

    private static UnsupportedOperationException cannot() {
        return new UnsupportedOperationException("nothing can be staged here");
    }
}
