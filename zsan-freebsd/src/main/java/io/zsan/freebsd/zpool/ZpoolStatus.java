package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.text.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code zpool status} said, with any of {@code -g -P -L -p -s -v}.
 *
 * @param pools the pools that it printed
 * @param missing the names that were asked for and that no imported pool has
 */
public record ZpoolStatus(List<PoolStatus> pools, List<String> missing) {
    static final String ERRORS_UNAVAILABLE = "errors: List of errors unavailable: ";

    private static final String SUSPENDED = ERRORS_UNAVAILABLE + "pool I/O is currently suspended";
    private static final Pattern NO_SUCH_POOL = Pattern.compile("cannot open '([^']+)': no such pool");
    private static final String NO_POOLS = "no pools available";

    public ZpoolStatus {
        pools = ImmutableList.copyOf(pools);
        missing = ImmutableList.copyOf(missing);
    }

    /** How vdevs are named: JSON has both, and the text the one that was asked for. */
    public enum Names {
        /** As with {@code -P}. */
        PATHS,
        /** As with {@code -g}. */
        GUIDS
    }

    /**
     * Parses both streams; their order is of no importance.
     *
     * @throws UnexpectedOutput if any of it is not understood, or its end is missing
     */
    public static ZpoolStatus parse(String out, String err) {
        Complaints complaints = Complaints.parse(err);
        Lines lines = new Lines("'zpool status'", out);
        boolean nothing = complaints.nothing();
        // Up to FreeBSD 12 this is said on standard output.
        if (!nothing && lines.at(NO_POOLS)) {
            lines.take(NO_POOLS);
            nothing = true;
        }
        List<PoolStatus> pools =
                lines.done() ? List.of() : new StatusGrammar(lines, complaints.errorsUnavailable()).pools();
        return of(pools, nothing, complaints, out);
    }

    /**
     * Parses what {@code zpool status -j -p --json-int} said (OpenZFS 2.3 on), with or without {@code -g}. Of several pools it
     * prints none if one of those that were asked for is missing.
     *
     * @throws UnexpectedOutput if any of it is not understood
     */
    public static ZpoolStatus parseJson(String out, String err, Names names) {
        Complaints complaints = Complaints.parse(err);
        List<PoolStatus> pools = out.isEmpty() ? List.of() : JsonStatus.parse(out, names);
        boolean nothing = complaints.nothing() || pools.isEmpty() && !out.isEmpty();
        return of(pools, nothing, complaints, out);
    }

    private static ZpoolStatus of(List<PoolStatus> pools, boolean nothing, Complaints complaints, String out) {
        List<String> missing = complaints.missing();
        if (pools.isEmpty() && !nothing && missing.isEmpty()) {
            throw new UnexpectedOutput("cannot understand 'zpool status': it names no pool and does not say why", out);
        }
        if (nothing && !(pools.isEmpty() && missing.isEmpty())) {
            throw new UnexpectedOutput("cannot understand 'zpool status': it says that there are no pools", out);
        }
        return new ZpoolStatus(unhidden(pools, complaints.suspended()), missing);
    }

    /**
     * ZFS tells the first of several troubles only, and a resilver comes before a suspension: its text, its page
     * and its word are gone then. What is left is the complaint about the list of errors, one for each suspended
     * pool that has some; it does not name the pool. Where there are more of them than pools that say to be
     * suspended, each pool that may hide it is taken for one.
     */
    private static List<PoolStatus> unhidden(List<PoolStatus> pools, int complaints) {
        if (complaints <= pools.stream().filter(PoolStatus::suspended).count()) {
            return pools;
        }
        return pools.stream()
                .map(pool ->
                        pool.resilvering() && !(pool.errors() instanceof DataErrors.None) ? pool.asSuspended() : pool)
                .toList();
    }

    /**
     * What stands on standard error.
     *
     * @param suspended how often it says that a pool is suspended
     */
    private record Complaints(List<String> missing, boolean nothing, boolean errorsUnavailable, int suspended) {
        static Complaints parse(String err) {
            List<String> missing = new ArrayList<>();
            boolean nothing = false;
            boolean errorsUnavailable = false;
            int suspended = 0;
            Lines complaints = new Lines("the complaints of 'zpool status'", err);
            while (!complaints.done()) {
                Optional<Matcher> noSuchPool = complaints.takeIf(NO_SUCH_POOL);
                if (noSuchPool.isPresent()) {
                    missing.add(noSuchPool.get().group(1));
                } else if (complaints.at(ERRORS_UNAVAILABLE)) {
                    suspended += complaints.take().equals(SUSPENDED) ? 1 : 0;
                    errorsUnavailable = true;
                } else {
                    complaints.take(NO_POOLS);
                    nothing = true;
                }
            }
            return new Complaints(missing, nothing, errorsUnavailable, suspended);
        }
    }

    /** With paths for devices, of an output without {@code -P} in which nobody shortened them but by {@code /dev/}. */
    public ZpoolStatus withPaths() {
        return new ZpoolStatus(pools.stream().map(PoolStatus::withPaths).toList(), missing);
    }

    public Optional<PoolStatus> pool(String name) {
        return pools.stream().filter(p -> p.name().equals(name)).findFirst();
    }
}
