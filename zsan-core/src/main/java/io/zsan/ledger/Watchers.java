package io.zsan.ledger;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of a ledger. To be told without any lock held: a listener may well read or commit. */
final class Watchers {
    private static final Logger log = LoggerFactory.getLogger(Watchers.class);

    private final List<Registration> registered = new CopyOnWriteArrayList<>();

    Ledger.Watch add(Consumer<LedgerState> listener) {
        Registration registration = new Registration(listener);
        registered.add(registration);
        return registration;
    }

    /** A listener's failure is its own: the commit has happened, and the other listeners are told all the same. */
    void tell(LedgerState state) {
        for (Registration registration : registered) {
            try {
                registration.listener.accept(state);
            } catch (RuntimeException failed) {
                log.warn("a listener of the ledger failed; it stays registered", failed);
            }
        }
    }

    void clear() {
        registered.clear();
    }

    /** Has the identity of its own, since one listener may be registered twice. */
    private final class Registration implements Ledger.Watch {
        private final Consumer<LedgerState> listener;

        Registration(Consumer<LedgerState> listener) {
            this.listener = listener;
        }

        @Override
        public void close() {
            registered.remove(this);
        }
    }
}
