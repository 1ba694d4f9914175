package io.zsan.testkit.ssh;

import java.util.ArrayList;
import java.util.List;

/** The threads of commands that run, so that none outlives the fleet. */
final class CommandThreads implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();

    synchronized Thread start(String name, Runnable work) {
        threads.removeIf(thread -> !thread.isAlive());
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
        return thread;
    }

    @Override
    public void close() throws InterruptedException {
        List<Thread> running;
        synchronized (this) {
            running = List.copyOf(threads);
        }
        running.forEach(Thread::interrupt);
        for (Thread thread : running) {
            thread.join(5000);
        }
    }
}
