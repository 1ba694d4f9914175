package io.zsan.testkit.contract;

import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import java.util.Set;

/**
 * What can be done to the nodes of a {@link Subject} from outside, past their drivers. What is not in {@link #can} is
 * never called; the tests that need it end as not proved.
 */
public interface Stage {
    /** Something that can be staged. */
    enum Capability {
        /** {@link Stage#silence} and {@link Stage#wake}. */
        SILENCE("a storage node that stops answering"),
        /** {@link Stage#powerCycle} of a storage node. */
        RESTART_STORAGE("a storage node that loses its power"),
        /** {@link Stage#powerCycle} of a database node, and its driver's own restart. */
        RESTART_DATABASE("a database node that restarts"),
        /** {@link Stage#shutOut}. */
        ACCESS_LIST_ONLY("a change of the access list alone"),
        /** Nothing to call: the drivers were made so that a login takes a secret, another one in each epoch. */
        CHAP("drivers whose logins take a secret");

        private final String what;

        Capability(String what) {
            this.what = what;
        }

        /** What it is, to be put after "it takes". */
        public String what() {
            return what;
        }
    }

    Set<Capability> can();

    /** Makes a storage node answer nothing and refuse nothing, to initiators at least; it forgets nothing. */
    void silence(NodeName storage);

    /** Ends {@link #silence}; nothing where the node is not silent. */
    void wake(NodeName storage);

    /** Takes a node's power away without warning and gives it back; does not wait until it has booted. */
    void powerCycle(NodeName node);

    /** Takes all initiators off the access list of a LUN that is exported, and does nothing else: no session is ended. */
    void shutOut(LunRef lun);

    /** Nothing can be staged. */
    static Stage none() {
        return new NoStage();
    }
}
