package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import io.zsan.freebsd.text.Lines;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of {@code zpool status}: the keys and their order are fixed. */
final class StatusGrammar {
    /** Where the messages of pool versions up to 26 were explained. */
    private static final String OLD_SITE = "http://www.sun.com/";

    private static final Pattern POOL = Pattern.compile("  pool: (\\S.*)");
    private static final Pattern STATE = Pattern.compile(" state: ([A-Z]+)");
    private static final Pattern STATUS = Pattern.compile("status: (\\S.*)");
    private static final Pattern ACTION = Pattern.compile("action: (\\S.*)");
    private static final Pattern SEE = Pattern.compile("   see: (\\S+)");
    /** Of no interest here, and each of any length. Under {@code scrub:} older systems say what is under {@code scan:}. */
    private static final Pattern OTHER = Pattern.compile(
            "(?:remove|checkpoint|expand): \\S.*| scrub: (?:error scrub |scrubbed [0-9]+ error blocks ).*");

    private static final String RESILVERED = "being resilvered";
    private static final String WAIT = "Wait for the resilver to complete";
    private static final ImmutableList<String> SUSPENDED = ImmutableList.of(
            "One or more devices are faulted in response to IO failures.",
            "The pool is suspended because multihost writes failed");
    /** Of these: by failmode wait, by failmode continue, by multihost. */
    private static final Pattern SEE_SUSPENDED = Pattern.compile(".*ZFS-8000-(?:HC|JQ|MM)");

    private static final String CONFIG = "config:";
    private static final String NO_DEDUP = " dedup: no DDT entries";
    private static final Pattern NO_ERRORS = Pattern.compile("errors: No known data errors");
    private static final Pattern SOME_ERRORS =
            Pattern.compile("errors: ([1-9][0-9]*) data errors, use '-v' for a list");
    private static final Pattern FILES =
            Pattern.compile("errors: Permanent errors have been detected in the following files:");
    private static final Pattern FILE = Pattern.compile(" {8}(\\S.*)");

    private final Lines lines;
    private final boolean errorsUnavailable;

    StatusGrammar(Lines lines, boolean errorsUnavailable) {
        this.lines = lines;
        this.errorsUnavailable = errorsUnavailable;
    }

    List<PoolStatus> pools() {
        ImmutableList.Builder<PoolStatus> pools = ImmutableList.builder();
        Set<String> names = new HashSet<>();
        while (true) {
            PoolStatus pool = pool();
            if (!names.add(pool.name())) {
                throw lines.unexpected("pool '" + pool.name() + "' is there twice");
            }
            pools.add(pool);
            if (lines.done()) {
                return pools.build();
            }
            lines.take("");
            // Only with -D.
            if (lines.at(NO_DEDUP)) {
                lines.take(NO_DEDUP);
                if (lines.done()) {
                    return pools.build();
                }
                lines.take("");
            }
        }
    }

    private PoolStatus pool() {
        String name = lines.take(POOL).group(1);
        String word = lines.take(STATE).group(1);
        ZfsState state = ZfsState.of(word)
                .filter(s -> s != ZfsState.AVAIL && s != ZfsState.INUSE)
                .orElseThrow(() -> lines.unexpected("'" + word + "' is no state of a pool"));
        Optional<String> status = text(STATUS);
        Optional<String> action = text(ACTION);
        Optional<String> see = lines.takeIf(SEE).map(m -> m.group(1));
        // Up to pool version 26 the line of the scan is always there, also where there was none.
        if (see.filter(link -> link.startsWith(OLD_SITE)).isPresent() && !lines.at(ScanGrammar.OLD_KEY)) {
            throw lines.unexpected("the line of its scrub is missing");
        }
        ImmutableList.Builder<Scan> scans = ImmutableList.builder();
        while (lines.at(ScanGrammar.KEY) || lines.at(ScanGrammar.OLD_KEY) && !lines.at(OTHER)) {
            new ScanGrammar(lines).scan().ifPresent(scans::add);
        }
        while (lines.at(OTHER)) {
            text(OTHER);
        }
        lines.take(CONFIG);
        lines.take("");
        StatusTable.Parsed table = StatusTable.parse(lines);
        PoolStatus pool = new PoolStatus(
                        name, state, status, action, see, scans.build(), table.root(), table.sections(), errors(state))
                .marked();
        check(pool);
        return pool;
    }

    /** A text that may go on in lines that begin with a tab. */
    private Optional<String> text(Pattern key) {
        Optional<Matcher> first = lines.takeIf(key);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        text.append(first.get().groupCount() == 0 ? "" : legible(first.get().group(1)));
        while (lines.at("\t")) {
            String line = lines.take();
            // Else a scan whose own line is lost would hide in the text before it.
            if (key != OTHER && ScanGrammar.belongsToAScan(line)) {
                throw lines.unexpected("a scan's progress stands without its scan");
            }
            text.append(' ').append(legible(line.strip()));
        }
        return Optional.of(text.toString());
    }

    /** What a text says is known by its words. */
    private String legible(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw lines.unexpected("a text is garbled");
        }
        return text;
    }

    /** What follows the table; without it the output is not whole, except of a pool that cannot be read. */
    private DataErrors errors(ZfsState state) {
        boolean unreadable = state == ZfsState.FAULTED || state == ZfsState.UNAVAIL;
        if (lines.done() && (unreadable || errorsUnavailable && state == ZfsState.SUSPENDED)) {
            return new DataErrors.Unsaid();
        }
        lines.take("");
        if (lines.done() && errorsUnavailable || lines.at("  pool: ") && unreadable) {
            return new DataErrors.Unsaid();
        }
        if (lines.takeIf(NO_ERRORS).isPresent()) {
            return new DataErrors.None();
        }
        Optional<Matcher> count = lines.takeIf(SOME_ERRORS);
        if (count.isPresent()) {
            return new DataErrors.Count(lines.number(count.get().group(1)));
        }
        lines.take(FILES);
        lines.take("");
        ImmutableList.Builder<String> files = ImmutableList.builder();
        files.add(lines.take(FILE).group(1));
        for (Optional<Matcher> file = lines.takeIf(FILE); file.isPresent(); file = lines.takeIf(FILE)) {
            files.add(file.get().group(1));
        }
        return new DataErrors.Files(files.build());
    }

    /** Whether the texts about a pool speak of a resilver that runs; they come before all others. */
    static boolean saysResilvered(PoolStatus pool) {
        return pool.status().filter(text -> text.contains(RESILVERED)).isPresent()
                || pool.action().filter(text -> text.contains(WAIT)).isPresent();
    }

    /** Whether the text about a pool says that it is suspended; the text of a resilver hides that. */
    static boolean saysSuspended(String status) {
        return SUSPENDED.stream().anyMatch(status::startsWith);
    }

    /** The same of the page about it. */
    static boolean explainsSuspended(String see) {
        return SEE_SUSPENDED.matcher(see).matches();
    }

    /** What ZFS prints from one reading cannot contradict itself. */
    private void check(PoolStatus pool) {
        Vdev root = pool.root();
        if (!root.name().equals(pool.name())) {
            throw lines.unexpected("the table is that of pool '" + root.name() + "'");
        }
        pool.contradiction().ifPresent(what -> {
            throw lines.unexpected(what);
        });
        if (pool.all().anyMatch(Vdev::resilvering) && !pool.resilvering()) {
            throw lines.unexpected("a vdev is resilvering and no resilver is in progress");
        }
        if (pool.all().anyMatch(Vdev::scanned) && pool.scans().isEmpty()) {
            throw lines.unexpected("a vdev was scanned and there was no scan");
        }
        if (pool.scans().stream().map(s -> s.vdev().orElse("")).distinct().count()
                != pool.scans().size()) {
            throw lines.unexpected("a scan is there twice");
        }
    }
}
