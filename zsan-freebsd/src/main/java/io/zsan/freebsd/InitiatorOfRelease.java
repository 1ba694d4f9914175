package io.zsan.freebsd;

import io.zsan.freebsd.chap.Credential;
import io.zsan.model.Iqn;
import io.zsan.model.Portal;
import io.zsan.node.SessionReport;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The initiator that a node's release has. */
final class InitiatorOfRelease implements Initiator {
    private final Dialects dialects;
    private final Initiator iscsictl;
    private final Initiator iscontrol;

    InitiatorOfRelease(Dialects dialects, Initiator iscsictl, Initiator iscontrol) {
        this.dialects = dialects;
        this.iscsictl = iscsictl;
        this.iscontrol = iscontrol;
    }

    private Initiator present() {
        return switch (dialects.get().system().sessions()) {
            case ISCONTROL -> iscontrol;
            case ISCSICTL_TEXT, ISCSICTL_JSON -> iscsictl;
        };
    }

    @Override
    public Look<List<SessionReport>> sessions() {
        return present().sessions();
    }

    @Override
    public Set<String> answering() {
        return present().answering();
    }

    @Override
    public void login(Iqn target, Portal portal, Optional<Credential> credential) {
        present().login(target, portal, credential);
    }

    @Override
    public void logout(Iqn target) {
        present().logout(target);
    }

    @Override
    public String device(Iqn target) {
        return present().device(target);
    }
}
