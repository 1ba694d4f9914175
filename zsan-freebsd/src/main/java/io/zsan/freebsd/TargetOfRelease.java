package io.zsan.freebsd;

import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.Epoch;
import io.zsan.model.LunRef;
import io.zsan.node.Access;
import io.zsan.proof.LunIdentity;
import java.util.List;
import java.util.Optional;

/** The target that a node's release has. Thread-safe. */
final class TargetOfRelease implements TargetSide {
    private final Dialects dialects;
    private final TargetSide ctl;
    private final TargetSide istgt;

    TargetOfRelease(Dialects dialects, TargetSide ctl, TargetSide istgt) {
        this.dialects = dialects;
        this.ctl = ctl;
        this.istgt = istgt;
    }

    private TargetSide present() {
        return switch (dialects.get().system().target()) {
            case ISTGT -> istgt;
            case CTL -> ctl;
        };
    }

    @Override
    public Command status() {
        return present().status();
    }

    @Override
    public List<Command> looks() {
        return present().looks();
    }

    @Override
    public TargetView view(List<CommandResult> results) {
        return present().view(results);
    }

    @Override
    public String prepareScript() {
        return present().prepareScript();
    }

    @Override
    public String accessScript() {
        return present().accessScript();
    }

    @Override
    public String head() {
        return present().head();
    }

    @Override
    public String export(LunIdentity lun, String device, Epoch epoch, Access access, Optional<Credential> credential) {
        return present().export(lun, device, epoch, access, credential);
    }

    @Override
    public String nothing() {
        return present().nothing();
    }

    @Override
    public void end(LunRef lun, TargetView view) {
        present().end(lun, view);
    }
}
