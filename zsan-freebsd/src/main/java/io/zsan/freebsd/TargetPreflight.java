package io.zsan.freebsd;

import io.zsan.freebsd.exec.Attempt;
import io.zsan.freebsd.exec.Command;
import java.util.List;

/** R12 on the target side of a storage node. */
interface TargetPreflight {
    /** The switch of rc.conf that would start the target at a boot. */
    String enable();

    List<Command> commands();

    /** Looks through the attempts of {@link #commands}. */
    void look(List<Attempt> attempts, Findings findings);
}
