package io.zsan.ledger;

import com.google.common.collect.ImmutableList;
import io.zsan.model.BootId;
import io.zsan.model.DataLossAcceptance;
import io.zsan.model.DiskSerial;
import io.zsan.model.Epoch;
import io.zsan.model.Generation;
import io.zsan.model.Guid;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.MirrorRole;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Arbitrary records, as functions of a {@link Random} alone: usable from jqwik, from a plain loop over seeds, and from a
 * simulation. They keep to what the types allow, not to what makes sense: a codec has to carry that too.
 */
public final class LedgerGenerators {
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String DIGITS = "0123456789";
    private static final String ALNUM = LOWER + LOWER.toUpperCase(Locale.ROOT) + DIGITS;

    /** Letters with which no reserved pool name begins. */
    private static final String POOL_FIRST = "abefghijknopqtuvwxy";

    private LedgerGenerators() {}

    public static LedgerRecord record(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> lun(random);
            case 1 -> databaseNode(random);
            default -> pool(random);
        };
    }

    public static LunRecord lun(Random random) {
        LunRef ref = lunRef(random);
        LunState state = pick(random, LunState.values());
        return new LunRecord(
                ref.id(),
                ref.generation(),
                number(random),
                random.nextInt(),
                state,
                state == LunState.IN_POOL ? Optional.of(poolName(random)) : Optional.empty(),
                maybe(random, LedgerGenerators::poolName));
    }

    public static DatabaseNodeRecord databaseNode(Random random) {
        return new DatabaseNodeRecord(nodeName(random), maybe(random, LedgerGenerators::bootId));
    }

    public static PoolRecord pool(Random random) {
        Ownership ownership = ownership(random);
        return new PoolRecord(
                poolName(random),
                ownership instanceof Ownership.Creating || ownership instanceof Ownership.Abandoned
                        ? Optional.empty()
                        : Optional.of(guid(random)),
                epoch(random),
                ownership,
                mirrors(random));
    }

    public static Ownership ownership(Random random) {
        NodeName from = nodeName(random);
        NodeName target = nodeName(random);
        return switch (random.nextInt(7)) {
            case 0 -> new Ownership.Creating(target);
            case 4 -> new Ownership.Abandoned(target);
            case 1 -> new Ownership.Owned(target);
            case 2 -> new Ownership.Releasing(from, target);
            case 3 ->
                new Ownership.Importing(from, target, some(random, 0, 4, LedgerGenerators::lunRef), random.nextInt());
            default ->
                new Ownership.TakingOver(
                        from,
                        target,
                        some(random, 0, 4, LedgerGenerators::lunRef),
                        maybe(random, LedgerGenerators::age),
                        maybe(random, LedgerGenerators::acceptance));
        };
    }

    /** Those for data, then those for a log. */
    private static List<MirrorRecord> mirrors(Random random) {
        return ImmutableList.<MirrorRecord>builder()
                .addAll(some(random, 1, 3, LedgerGenerators::mirror))
                .addAll(some(random, 0, 2, LedgerGenerators::logMirror))
                .build();
    }

    private static MirrorRecord logMirror(Random random) {
        MirrorRecord any = mirror(random);
        return new MirrorRecord(MirrorRole.LOG, any.width(), any.legs());
    }

    public static MirrorRecord mirror(Random random) {
        int width = 2 + random.nextInt(3);
        return new MirrorRecord(width, some(random, 0, width, LedgerGenerators::leg));
    }

    public static Leg leg(Random random) {
        LegState state = pick(random, LegState.values());
        boolean known = state == LegState.IN_SYNC;
        boolean filling = state == LegState.SYNCING || (state == LegState.GIVEN_UP && random.nextBoolean());
        return new Leg(
                lunRef(random),
                known ? Optional.of(guid(random)) : maybe(random, LedgerGenerators::guid),
                known ? Optional.of(bootId(random)) : maybe(random, LedgerGenerators::bootId),
                state,
                filling ? Optional.of(guid(random)) : Optional.empty(),
                maybe(random, LedgerGenerators::freeText));
    }

    public static DataLossAcceptance acceptance(Random random) {
        return new DataLossAcceptance(poolName(random), epoch(random), some(random, 1, 4, LedgerGenerators::lunRef));
    }

    public static LunRef lunRef(Random random) {
        int generation = random.nextBoolean() ? 1 : 1 + random.nextInt(Generation.MAX);
        return new LunRef(new LunId(nodeName(random), diskSerial(random)), new Generation(generation));
    }

    public static NodeName nodeName(Random random) {
        String edges = LOWER + DIGITS;
        String inner = random.nextBoolean() ? text(random, edges + "-", 0, 30) + text(random, edges, 1, 1) : "";
        return new NodeName(text(random, edges, 1, 1) + inner);
    }

    /** Begins with a letter with which no placeholder begins. */
    public static DiskSerial diskSerial(Random random) {
        return new DiskSerial(text(random, "WXYZ", 1, 1) + text(random, ALNUM + "._-", 0, 62));
    }

    public static PoolName poolName(Random random) {
        return new PoolName(text(random, POOL_FIRST, 1, 1) + text(random, LOWER + DIGITS + "_-", 0, 62));
    }

    public static BootId bootId(Random random) {
        return new BootId(text(random, ALNUM, 1, 1) + text(random, ALNUM + "-", 0, random.nextBoolean() ? 1 : 63));
    }

    public static Guid guid(Random random) {
        return new Guid(number(random));
    }

    public static Epoch epoch(Random random) {
        long number = number(random) & Long.MAX_VALUE;
        return new Epoch(Math.max(1, number));
    }

    public static Duration age(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Duration.ZERO;
            case 1 -> Duration.ofMillis(random.nextInt(100_000));
            default -> Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000));
        };
    }

    /** With all that could be taken for a part of the form around it, and with half surrogate pairs. */
    public static String freeText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(
                    switch (random.nextInt(4)) {
                        case 0 -> pick(random, "\n", "\"", "\\", "\\u0041", "end\n", "=== ", "\r", "\0", "  leg=", ",");
                        case 1 -> String.valueOf((char) random.nextInt(0x10000));
                        default -> text(random, ALNUM + " ", 1, 6);
                    });
        }
        return text.toString();
    }

    /**
     * A change of one to three records that {@code state} accepts: new ones, and new values for some that are there. Few
     * names are drawn from, so that records are changed more than once.
     */
    public static LedgerChange change(Random random, LedgerState state) {
        List<LedgerRecord> records = Stream.generate(() -> smallFleetRecord(random))
                .limit(1 + random.nextInt(3))
                .toList();
        List<LedgerRecord> distinct = new ArrayList<>();
        for (LedgerRecord record : records) {
            if (distinct.stream().noneMatch(r -> r.key().equals(record.key()))) {
                distinct.add(record);
            }
        }
        return LedgerChange.of(state, distinct);
    }

    private static LedgerRecord smallFleetRecord(Random random) {
        if (random.nextBoolean()) {
            return new DatabaseNodeRecord(
                    new NodeName("db" + random.nextInt(3)), maybe(random, LedgerGenerators::bootId));
        }
        PoolRecord any = pool(random);
        return new PoolRecord(
                new PoolName("tank" + random.nextInt(3)), any.guid(), any.epoch(), any.ownership(), any.mirrors());
    }

    private static long number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> pick(random, 0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE);
            case 1 -> random.nextInt(1000);
            default -> random.nextLong();
        };
    }

    private static String text(Random random, String alphabet, int min, int max) {
        StringBuilder text = new StringBuilder();
        for (int i = min + random.nextInt(max - min + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static <T> Optional<T> maybe(Random random, Function<Random, T> value) {
        return random.nextBoolean() ? Optional.of(value.apply(random)) : Optional.empty();
    }

    private static <T> List<T> some(Random random, int min, int max, Function<Random, T> value) {
        int count = min + random.nextInt(max - min + 1);
        return Stream.generate(() -> value.apply(random)).limit(count).toList();
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }
}
