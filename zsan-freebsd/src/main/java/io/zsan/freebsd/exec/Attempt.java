package io.zsan.freebsd.exec;

import io.zsan.error.OutcomeUnknown;

/** What became of one command of a batch. */
public sealed interface Attempt {
    Command command();

    /** The result; throws {@link OutcomeUnknown} where there is none. */
    CommandResult result();

    /** It ended by itself. */
    record Ended(Command command, CommandResult result) implements Attempt {}

    /**
     * It hung, its reply was lost, or it was not reached because of one before it.
     *
     * @param why one line
     */
    record Unknown(Command command, String why) implements Attempt {
        @Override
        public CommandResult result() {
            throw new OutcomeUnknown(why);
        }
    }
}
