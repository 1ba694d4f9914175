package io.zsan.testkit.timeline;

import com.google.common.collect.ImmutableList;
import io.zsan.act.Outcome;
import io.zsan.ledger.LegState;
import io.zsan.ledger.Ownership;
import io.zsan.testkit.sim.recording.Condition;
import io.zsan.testkit.sim.recording.Deed;
import io.zsan.testkit.sim.schedule.Schedule;
import java.util.List;

/** The names that the style sheet knows things by. */
final class Style {
    private static final int POOL_COLOURS = 10;

    /** Of two that share a pixel the later one here is shown. */
    private static final ImmutableList<String> SEVERITY = ImmutableList.of(
            "up",
            "unreachable",
            "paused",
            "off",
            "session",
            "session down",
            "leg insync",
            "leg syncing",
            "leg givenup",
            "leg gone",
            "leg lost",
            "request",
            "request failed",
            "deed done",
            "deed open",
            "deed refused",
            "deed unknown");

    private Style() {}

    static String worse(String one, String other) {
        return SEVERITY.indexOf(other) > SEVERITY.indexOf(one) ? other : one;
    }

    /** A pool's colour. */
    static String pool(Schedule schedule, String name) {
        List<String> names =
                schedule.setup().pools().stream().map(pool -> pool.name()).toList();
        int place = names.indexOf(name);
        return "p" + (place < 0 ? POOL_COLOURS - 1 : place % POOL_COLOURS);
    }

    static String of(Condition condition) {
        return switch (condition) {
            case UP -> "up";
            case UNREACHABLE -> "unreachable";
            case PAUSED -> "paused";
            case OFF -> "off";
        };
    }

    static String words(Condition condition) {
        return switch (condition) {
            case UP -> "up";
            case UNREACHABLE -> "no operator gets through";
            case PAUSED -> "paused";
            case OFF -> "off";
        };
    }

    static String of(LegState state) {
        return switch (state) {
            case NEW -> "leg new";
            case IN_SYNC -> "leg insync";
            case SYNCING -> "leg syncing";
            case GIVEN_UP -> "leg givenup";
            case LOST -> "leg lost";
        };
    }

    static String words(LegState state) {
        return switch (state) {
            case NEW -> "new";
            case IN_SYNC -> "in sync";
            case SYNCING -> "syncing";
            case GIVEN_UP -> "given up";
            case LOST -> "lost";
        };
    }

    static String of(Ownership ownership) {
        return ownership.match(new Ownership.Cases<>(
                creating -> "creating",
                owned -> "owned",
                releasing -> "releasing",
                takingOver -> "takingover",
                importing -> "importing",
                abandoned -> "abandoned"));
    }

    static String words(Ownership ownership) {
        return ownership.match(new Ownership.Cases<>(
                creating -> "Creating on " + creating.target(),
                owned -> "Owned by " + owned.target(),
                releasing -> "Releasing " + releasing.from() + " → " + releasing.target(),
                taking -> "TakingOver " + taking.from() + " → " + taking.target(),
                importing -> "Importing " + importing.from() + " → " + importing.target(),
                abandoned -> "Abandoned"));
    }

    static String of(Deed deed) {
        if (deed.outcome().isEmpty()) {
            return "deed open";
        }
        Outcome outcome = deed.outcome().get();
        if (outcome instanceof Outcome.Done) {
            return "deed done";
        }
        return outcome instanceof Outcome.Refused ? "deed refused" : "deed unknown";
    }

    static String words(Deed deed) {
        if (deed.outcome().isEmpty()) {
            return "not ended when its process or the simulation did";
        }
        Outcome outcome = deed.outcome().get();
        if (outcome instanceof Outcome.Refused refused) {
            return "refused: " + refused.reason();
        }
        return outcome instanceof Outcome.Unknown unknown ? "unknown: " + unknown.why() : "done";
    }
}
