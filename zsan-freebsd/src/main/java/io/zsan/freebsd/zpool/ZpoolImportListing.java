package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.zsan.error.UnexpectedOutput;
import io.zsan.freebsd.text.Lines;
import io.zsan.model.Guid;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code zpool import} without a name listed: the pools that it found and that are not imported here. The output
 * has no mark at its end, so rely on it only where the command's end was seen.
 */
public record ZpoolImportListing(List<Importable> pools) {
    private static final String NONE = "no pools available to import";

    /**
     * A pool that was found.
     *
     * @param destroyed whether it was destroyed and is shown because of {@code -D}
     * @param status what stands against importing it, on one line
     * @param action what ZFS advises, on one line; of a degraded pool it does not mention {@code -f}, even if needed
     * @param see the page about it
     */
    public record Importable(
            String name,
            Guid guid,
            ZfsState state,
            boolean destroyed,
            Optional<String> status,
            String action,
            Optional<String> comment,
            Optional<String> see,
            Vdev root,
            Map<String, List<Vdev>> sections) {
        public Importable {
            sections = ImmutableMap.copyOf(sections);
        }

        /** Whether its label names another system that had it, and did not export it. A hint, no proof. */
        public boolean lastAccessedElsewhere() {
            return status.filter(s -> s.startsWith("The pool was last accessed by another system."))
                    .isPresent();
        }

        /** Whether another system writes to it just now, as multihost protection saw. */
        public boolean importedElsewhere() {
            return status.filter(s -> s.startsWith("The pool is currently imported by another system."))
                    .isPresent();
        }
    }

    public ZpoolImportListing {
        pools = ImmutableList.copyOf(pools);
    }

    public static ZpoolImportListing parse(String out, String err) {
        Lines complaints = new Lines("the complaints of 'zpool import'", err);
        boolean none = false;
        while (!complaints.done()) {
            complaints.take(NONE);
            none = true;
        }
        Lines lines = new Lines("'zpool import'", out);
        // zfs-fuse says so on standard output.
        if (!none && lines.at(NONE)) {
            lines.take(NONE);
            none = true;
        }
        List<Importable> pools = lines.done() ? List.of() : new ImportGrammar(lines).pools();
        if (pools.isEmpty() != none) {
            throw new UnexpectedOutput("cannot understand 'zpool import': whether it found a pool", out);
        }
        return new ZpoolImportListing(pools);
    }

    public Optional<Importable> pool(Guid guid) {
        return pools.stream().filter(p -> p.guid().equals(guid)).findFirst();
    }
}
