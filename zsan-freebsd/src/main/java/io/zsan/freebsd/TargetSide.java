package io.zsan.freebsd;

import io.zsan.error.CommandRefused;
import io.zsan.freebsd.chap.Credential;
import io.zsan.freebsd.exec.Command;
import io.zsan.freebsd.exec.CommandResult;
import io.zsan.model.Epoch;
import io.zsan.model.LunRef;
import io.zsan.node.Access;
import io.zsan.proof.LunIdentity;
import java.util.List;
import java.util.Optional;

/**
 * The target side of a storage node: how it is told what to export to whom, how it is asked what is in force, and how a
 * session is ended. What it is told is text for the constant scripts, under the node's lock and tokens (R15). Thread-safe.
 */
interface TargetSide {
    /** Ends with 0 where the target takes logins. */
    Command status();

    /** Commands that only look. */
    List<Command> looks();

    /** What the results of {@link #looks}, in their order, say together. */
    TargetView view(List<CommandResult> results);

    /** The script that makes the node ready after a boot. Argument: nonce; input: {@link #head}. */
    String prepareScript();

    /**
     * The script that puts a LUN's part in force. Arguments: disk serial, generation, epoch, and the boot nonce, where only
     * one boot will do; input: the part.
     */
    String accessScript();

    /** The part that holds what all LUNs share. */
    String head();

    /**
     * The part of a LUN that is exported.
     *
     * @param device the disk's present name without {@code /dev/}
     * @param credential what the initiator has to show as well; empty: its name is enough
     */
    String export(LunIdentity lun, String device, Epoch epoch, Access access, Optional<Credential> credential);

    /** The part of a LUN that is not exported. */
    String nothing();

    /**
     * Ends the sessions to a LUN that a view shows, after its access list is in force; nothing where there is none.
     *
     * @throws CommandRefused if one certainly goes on
     */
    void end(LunRef lun, TargetView view);
}
