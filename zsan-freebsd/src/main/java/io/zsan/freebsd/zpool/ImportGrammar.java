package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.zsan.freebsd.text.Lines;
import io.zsan.freebsd.zpool.ZpoolImportListing.Importable;
import io.zsan.model.Guid;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of {@code zpool import}; the indentation of the keys differs between versions, their order does not. */
final class ImportGrammar {
    private static final Pattern POOL = Pattern.compile(" {1,3}pool: (\\S.*)");
    private static final Pattern ID = Pattern.compile(" {3,5}id: ([0-9]+)");
    private static final Pattern STATE = Pattern.compile(" {1,2}state: ([A-Z]+)( \\(DESTROYED\\))?");
    private static final Pattern STATUS = Pattern.compile(" ?status: (\\S.*)");
    private static final Pattern ACTION = Pattern.compile(" ?action: (\\S.*)");
    private static final Pattern COMMENT = Pattern.compile("comment: (.+)");
    private static final Pattern SEE = Pattern.compile(" {2,3}see: (\\S+)");
    private static final Pattern CONFIG = Pattern.compile(" ?config:");
    private static final Pattern SECTION = Pattern.compile("\t(dedup|special|logs|cache|spares)\t?");
    private static final Pattern WITHOUT_STATE = Pattern.compile("\t( {2}\\S.*)");
    private static final Pattern HINT = Pattern.compile("\t(?:Additional devices are known|exact configuration).*");
    private static final Pattern CELLS = Pattern.compile("([A-Z]+)((?:  \\S.*)?)");

    /** How the reasons begin. An unknown one is refused: it could be that another system has the pool. */
    private static final List<String> REASONS = List.of(
            "One or more devices are missing from the system.",
            "One or more devices contains corrupted data.",
            "The pool data is corrupted.",
            "One or more devices are offlined.",
            "The pool metadata is corrupted.",
            "The pool metadata is incomplete or corrupted.",
            "The pool is formatted using a legacy on-disk version.",
            "The pool is formatted using an older on-disk version.",
            "The pool is formatted using an incompatible version.",
            "Some supported features are not enabled on the pool.",
            "One or more features are enabled on the pool despite not being",
            "The pool uses the following feature(s) not supported",
            "The pool can only be accessed in read-only mode",
            "The pool is currently imported by another system.",
            "The pool has the multihost property on.",
            "The pool was last accessed by another system.",
            "One or more devices are faulted.",
            "An intent log record cannot be read.",
            "One or more devices were being resilvered.",
            "One or more devices were configured to use a non-native block size.",
            "Errata #");

    /** All that is advised where nothing stands against an import; anything else belongs to a reason that was lost. */
    private static final String WITHOUT_STATUS = "The pool can be imported using its name or numeric identifier.";

    private final Lines lines;
    /** Where the states of the present pool's rows begin. */
    private int column;

    ImportGrammar(Lines lines) {
        this.lines = lines;
    }

    List<Importable> pools() {
        ImmutableList.Builder<Importable> pools = ImmutableList.builder();
        Set<Guid> guids = new HashSet<>();
        while (true) {
            Importable pool = pool();
            if (!guids.add(pool.guid())) {
                throw lines.unexpected("pool " + pool.guid() + " is there twice");
            }
            pools.add(pool);
            if (lines.done()) {
                return pools.build();
            }
            lines.take("");
        }
    }

    private Importable pool() {
        String name = lines.take(POOL).group(1);
        Guid guid = lines.guid(lines.take(ID).group(1));
        Matcher state = lines.take(STATE);
        ZfsState word = state(state.group(1));
        Optional<String> status = text(STATUS);
        String action = text(ACTION).orElseThrow(() -> lines.unexpected("'action:' is missing"));
        if (status.isPresent() && REASONS.stream().noneMatch(status.get()::startsWith)) {
            throw lines.unexpected("the reason '" + status.get() + "' is unknown");
        }
        if (status.isEmpty() && !WITHOUT_STATUS.equals(action)) {
            throw lines.unexpected("'status:' is missing");
        }
        Optional<String> comment = lines.takeIf(COMMENT).map(m -> m.group(1));
        Optional<String> see = lines.takeIf(SEE).map(m -> m.group(1));
        // A reason that has a page is printed, too.
        if (see.isPresent() && status.isEmpty()) {
            throw lines.unexpected("'status:' is missing");
        }
        lines.take(CONFIG);
        lines.take("");
        Vdev root = tree(name);
        if (!root.is(word)) {
            throw lines.unexpected("the pool is " + word + " and its row says otherwise");
        }
        Map<String, List<Vdev>> sections = sections();
        hint();
        return new Importable(name, guid, word, state.group(2) != null, status, action, comment, see, root, sections);
    }

    private Optional<String> text(Pattern key) {
        Optional<Matcher> first = lines.takeIf(key);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(first.get().group(1));
        while (lines.at("\t")) {
            text.append(' ').append(lines.take().strip());
        }
        return Optional.of(text.toString());
    }

    /** The pool's own row comes first, and sets the column of the states. */
    private Vdev tree(String pool) {
        Matcher first = Pattern.compile("(\t" + Pattern.quote(pool) + " {2,})[A-Z].*")
                .matcher(lines.peek().orElse(""));
        if (!first.matches()) {
            throw lines.unexpected("the table does not begin with the pool");
        }
        column = first.group(1).length();
        List<Vdev> roots = rows(0);
        if (roots.size() != 1) {
            throw lines.unexpected("the table does not begin with one pool");
        }
        return roots.get(0);
    }

    private List<Vdev> rows(int depth) {
        VdevRows rows = new VdevRows(lines);
        while (lines.at("\t") && !lines.at(SECTION)) {
            String line = lines.take();
            if (line.length() <= column || !line.startsWith("  ", column - 2)) {
                throw lines.unexpected("a row has no state");
            }
            Matcher cells = CELLS.matcher(line.substring(column));
            if (!cells.matches()) {
                throw lines.unexpected("a row has no state");
            }
            String name = line.substring(1, column).stripTrailing();
            rows.add(name, Optional.of(state(cells.group(1))), Optional.empty(), cells.group(2));
        }
        return rows.trees(depth);
    }

    private Map<String, List<Vdev>> sections() {
        Map<String, List<Vdev>> sections = new LinkedHashMap<>();
        for (Optional<Matcher> section = lines.takeIf(SECTION); section.isPresent(); section = lines.takeIf(SECTION)) {
            String heading = section.get().group(1);
            boolean stateless = heading.equals("cache") || heading.equals("spares");
            List<Vdev> vdevs = stateless ? names() : rows(1);
            if (vdevs.isEmpty() || sections.put(heading, vdevs) != null) {
                throw lines.unexpected("'" + heading + "' is empty, or there twice");
            }
        }
        return ImmutableMap.copyOf(sections);
    }

    private List<Vdev> names() {
        VdevRows rows = new VdevRows(lines);
        for (Optional<Matcher> m = lines.takeIf(WITHOUT_STATE); m.isPresent(); m = lines.takeIf(WITHOUT_STATE)) {
            rows.add(m.get().group(1).stripTrailing(), Optional.empty(), Optional.empty(), "");
        }
        return rows.trees(1);
    }

    private void hint() {
        // A blank line also stands between pools.
        if (lines.follows("", HINT)) {
            lines.take("");
            while (lines.takeIf(HINT).isPresent()) {
                // Says that there are more devices than are shown.
            }
        }
    }

    private ZfsState state(String word) {
        return ZfsState.of(word)
                .filter(s -> s != ZfsState.AVAIL && s != ZfsState.INUSE && s != ZfsState.SUSPENDED)
                .orElseThrow(() -> lines.unexpected("'" + word + "' is no state"));
    }
}
