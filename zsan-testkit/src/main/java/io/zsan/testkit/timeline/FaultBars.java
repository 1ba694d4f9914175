package io.zsan.testkit.timeline;

import io.zsan.testkit.sim.schedule.Fault;
import io.zsan.testkit.sim.schedule.FaultKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The faults of a schedule, in the lane that they befall. */
final class FaultBars {
    private static final int HEIGHT = 12;

    private final List<Fault> faults;

    FaultBars(List<Fault> faults) {
        this.faults = faults;
    }

    /** Those that befall a node or a controller; a cut link or way befalls both of its ends. */
    void befalling(Canvas canvas, String lane) {
        draw(
                canvas,
                fault -> fault.on().equals(lane)
                        || (isBetween(fault.kind()) && fault.other().equals(lane)),
                lane);
    }

    /** Those that are drawn with the ledger: its own, and what is asked for pools. */
    void ofTheLedger(Canvas canvas) {
        draw(canvas, fault -> fault.on().equals("ledger") || isOfPool(fault.kind()), "ledger");
    }

    private void draw(Canvas canvas, Predicate<Fault> which, String lane) {
        long end = canvas.scale().end();
        canvas.labelled(
                HEIGHT,
                faults.stream()
                        .filter(which)
                        .filter(fault -> fault.at().toNanos() <= end)
                        .map(fault -> new Bar(
                                fault.at().toNanos(),
                                Math.min(end, until(fault).toNanos()),
                                "fault",
                                label(fault, lane),
                                fault.toString().trim()))
                        .toList());
    }

    private static String label(Fault fault, String lane) {
        String words = words(fault.kind());
        if (isOfPool(fault.kind())) {
            return words + " " + fault.on() + " → " + fault.other();
        }
        String other = fault.other().equals(lane) ? fault.on() : fault.other();
        return words
                + (isJump(fault.kind()) ? " " + fault.lasts().toSeconds() + " s" : "")
                + (isOfDisk(fault.kind()) ? " #" + other : other.isEmpty() ? "" : " ↔ " + other);
    }

    static String words(FaultKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** When it is over; a clock's jump is over at once, and what it calls its length is how far it goes. */
    static Duration until(Fault fault) {
        return isJump(fault.kind()) ? fault.at() : fault.end();
    }

    static boolean isJump(FaultKind kind) {
        return kind == FaultKind.CLOCK_JUMP || kind == FaultKind.NODE_CLOCK_JUMP;
    }

    private static boolean isOfPool(FaultKind kind) {
        return kind == FaultKind.ASK_FAILOVER || kind == FaultKind.ASK_SWITCHOVER;
    }

    private static boolean isOfDisk(FaultKind kind) {
        return kind.name().startsWith("DISK_");
    }

    private static boolean isBetween(FaultKind kind) {
        return kind.name().startsWith("LINK_") || kind == FaultKind.CONTROL_CUT;
    }
}
