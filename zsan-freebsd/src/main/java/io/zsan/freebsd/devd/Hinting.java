package io.zsan.freebsd.devd;

import io.zsan.model.NodeName;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;

/**
 * Turns the events of a node into hints: somebody, such as {@link io.zsan.San#hint}, is told that something happened there,
 * for each event that is worth a look.
 */
public final class Hinting implements Flow.Subscriber<DevdEvent> {
    private final NodeName node;
    private final BiConsumer<NodeName, String> hint;

    /**
     * Hands the node and a line for people on.
     *
     * @param hint must be quick
     */
    public Hinting(NodeName node, BiConsumer<NodeName, String> hint) {
        this.node = node;
        this.hint = hint;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(DevdEvent event) {
        if (event.worthALook()) {
            hint.accept(node, event.toString());
        }
    }

    @Override
    public void onError(Throwable failure) {
        // A publisher of events has no errors but those of its subscriber.
    }

    @Override
    public void onComplete() {
        // Polling goes on.
    }
}
