package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import io.zsan.error.InvalidInput;
import io.zsan.model.Guid;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A row of a table of vdevs, and the rows below it.
 *
 * @param name as printed: a name, a path, or with {@code -g} a GUID
 * @param state empty where none is printed: spares and caches of a pool that is not imported
 * @param errors empty where none are printed: spares, and pools that are not imported
 * @param was the path that a device had when it was last seen, if it is gone
 * @param aux why it is not as it should be, such as {@code cannot open}
 * @param marks what goes on with it, without brackets, such as {@code resilvering}
 */
public record Vdev(
        String name,
        Optional<ZfsState> state,
        Optional<Errors> errors,
        Optional<String> was,
        Optional<String> aux,
        List<String> marks,
        List<Vdev> children) {
    private static final String RESILVERING = "resilvering";

    /** Error counters; inexact above 1023 unless asked for with {@code -p}. */
    public record Errors(long read, long write, long checksum) {
        public boolean none() {
            return read == 0 && write == 0 && checksum == 0;
        }

        /** All three, as much as fits. */
        public long total() {
            long sum = read + write + checksum;
            return sum < 0 ? Long.MAX_VALUE : sum;
        }
    }

    public Vdev {
        marks = ImmutableList.copyOf(marks);
        children = ImmutableList.copyOf(children);
    }

    /** The GUID, where that is what is printed as the name. */
    public Optional<Guid> guid() {
        try {
            return name.startsWith("0") ? Optional.empty() : Optional.of(Guid.parse(name));
        } catch (InvalidInput aName) {
            return Optional.empty();
        }
    }

    public boolean is(ZfsState other) {
        return state.equals(Optional.of(other));
    }

    public boolean resilvering() {
        return marks.contains(RESILVERING);
    }

    /** Whether an amount stands there that a scan has resilvered or repaired. */
    boolean scanned() {
        return marks.stream().anyMatch(VdevRows::isAmount);
    }

    /** With {@code resilvering} where an amount says so. */
    Vdev marked() {
        boolean amount = !resilvering() && marks.stream().anyMatch(mark -> mark.endsWith(VdevRows.RESILVERED));
        List<String> all = amount
                ? ImmutableList.<String>builder().addAll(marks).add(RESILVERING).build()
                : marks;
        return new Vdev(
                name,
                state,
                errors,
                was,
                aux,
                all,
                children.stream().map(Vdev::marked).toList());
    }

    /** With each device that is ONLINE marked {@code resilvering}. */
    Vdev withLeavesResilvering() {
        List<String> all = leaf() && is(ZfsState.ONLINE)
                ? ImmutableList.<String>builder().addAll(marks).add(RESILVERING).build()
                : marks;
        List<Vdev> below = children.stream().map(Vdev::withLeavesResilvering).toList();
        return new Vdev(name, state, errors, was, aux, all, below);
    }

    /** The same with another name and other vdevs below it. */
    public Vdev with(String otherName, List<Vdev> otherChildren) {
        return new Vdev(otherName, state, errors, was, aux, marks, otherChildren);
    }

    /** Devices with their paths, where those are printed without {@code /dev/}. */
    Vdev withPaths() {
        boolean bare = leaf() && !name.startsWith("/") && guid().isEmpty();
        return with(
                bare ? "/dev/" + name : name,
                children.stream().map(Vdev::withPaths).toList());
    }

    public boolean leaf() {
        return children.isEmpty();
    }

    /** Itself and all below it, in the order of their rows. */
    public Stream<Vdev> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(Vdev::all));
    }

    /** The devices in it. */
    public List<Vdev> leaves() {
        return all().filter(Vdev::leaf).toList();
    }
}
