package io.zsan.freebsd.exec;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The timer that ends commands at their deadlines. One can serve all runners of a fleet. */
public final class CommandTimer {
    private static final Duration IDLE = Duration.ofSeconds(10);

    private CommandTimer() {}

    /** A timer of one daemon thread that goes away while there is nothing to do; it need not be shut down. */
    public static ScheduledExecutorService daemon() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "zsan-command-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE.toSeconds(), TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }
}
