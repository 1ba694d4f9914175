package io.zsan.testkit.fake;

import io.zsan.freebsd.devd.DevdPipe;
import io.zsan.freebsd.exec.LineFeed;
import io.zsan.model.NodeName;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** devd's lines, straight from the fake node. */
final class DevdFeed implements LineFeed {
    private final FakeNode node;

    DevdFeed(FakeNode node) {
        this.node = node;
    }

    @Override
    public NodeName node() {
        return node.name();
    }

    @Override
    public Closeable open(Receiver receiver) {
        if (!node.host().answersOperators()) {
            receiver.ended(node.name() + " is silent");
            return () -> {};
        }
        try {
            String line = String.join(" ", DevdPipe.command().words());
            Optional<AutoCloseable> devd =
                    node.follow(line, text -> lines(text, receiver), () -> receiver.ended("the node lost its power"));
            if (devd.isEmpty()) {
                receiver.ended("no devd");
                return () -> {};
            }
            receiver.began();
            return () -> close(devd.get());
        } catch (NoAnswer e) {
            receiver.ended(e.why());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            receiver.ended("interrupted");
        }
        return () -> {};
    }

    private static void lines(String text, Receiver receiver) {
        text.lines().forEach(receiver::line);
    }

    private static void close(AutoCloseable devd) throws IOException {
        try {
            devd.close();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
