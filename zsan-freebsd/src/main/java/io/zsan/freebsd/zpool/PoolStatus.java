package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.zsan.model.Guid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The status of one imported pool.
 *
 * @param state as told for the whole pool; a pool with a frozen leg says ONLINE
 * @param status what is wrong, in ZFS's words, on one line; it says only the first thing of several
 * @param action what ZFS advises, on one line
 * @param see the page about it
 * @param scans the last scan, and one for each mirror that was rebuilt; empty: never scanned
 * @param root the pool's own row, with the top-level vdevs below it
 * @param sections further vdevs by heading: {@code logs}, {@code cache}, {@code spares}, {@code special}, {@code dedup}
 */
public record PoolStatus(
        String name,
        ZfsState state,
        Optional<String> status,
        Optional<String> action,
        Optional<String> see,
        List<Scan> scans,
        Vdev root,
        Map<String, List<Vdev>> sections,
        DataErrors errors) {
    public PoolStatus {
        scans = ImmutableList.copyOf(scans);
        sections = ImmutableMap.copyOf(sections);
    }

    /** The last scan of the whole pool, or its one rebuild. */
    public Optional<Scan> scan() {
        return scans.stream().findFirst();
    }

    public List<Vdev> section(String heading) {
        return sections.getOrDefault(heading, List.of());
    }

    /** The vdev with a GUID, in a status that was asked for with {@code -g}. */
    public Optional<Vdev> vdev(Guid guid) {
        return all().filter(v -> v.guid().equals(Optional.of(guid))).findFirst();
    }

    /**
     * Whether its I/O waits until somebody clears it. OpenZFS has a word for that, but not always where
     * {@code failmode} is {@code continue}; older ZFS has the text only.
     */
    public boolean suspended() {
        return state == ZfsState.SUSPENDED
                || status.filter(StatusGrammar::saysSuspended).isPresent()
                || see.filter(StatusGrammar::explainsSuspended).isPresent();
    }

    /** The same, suspended. */
    PoolStatus asSuspended() {
        return new PoolStatus(name, ZfsState.SUSPENDED, status, action, see, scans, root, sections, errors);
    }

    /** What of it cannot be true together, if anything: a part was lost on the way. */
    Optional<String> contradiction() {
        Optional<Vdev> truncated = truncated();
        if (truncated.isPresent()) {
            return Optional.of("a row below '" + truncated.get().name() + "' is missing");
        }
        boolean whole = state == ZfsState.ONLINE || state == ZfsState.DEGRADED;
        if (whole && !root.is(state) || !whole && state != ZfsState.SUSPENDED && root.is(ZfsState.ONLINE)) {
            return Optional.of("the pool is " + state + " and its row says otherwise");
        }
        if (StatusGrammar.saysResilvered(this) && !resilvering()) {
            return Optional.of("the pool is being resilvered and no resilver is in progress");
        }
        return Optional.empty();
    }

    /** A vdev that is made of others, and has one only: ZFS puts such a one's child in its place at once. */
    private Optional<Vdev> truncated() {
        return Stream.concat(Stream.of(root.children()), sections.values().stream())
                .flatMap(List::stream)
                .flatMap(Vdev::all)
                .filter(vdev -> vdev.children().size() == 1)
                .findFirst();
    }

    /** Whether a resilver runs. */
    public boolean resilvering() {
        return scans.stream().anyMatch(s -> s instanceof Scan.Running && s.kind() != Scan.Kind.SCRUB);
    }

    /**
     * With the mark of a vdev that is being resilvered also where a status tells by the amount alone: the amount stays when
     * the resilver has ended.
     */
    PoolStatus marked() {
        if (!resilvering()) {
            return this;
        }
        return new PoolStatus(
                name,
                state,
                status,
                action,
                see,
                scans,
                root.marked(),
                Maps.transformValues(
                        sections, vdevs -> vdevs.stream().map(Vdev::marked).toList()),
                errors);
    }

    /** With paths for devices. The root is the pool, whatever is below it. */
    PoolStatus withPaths() {
        return new PoolStatus(
                name,
                state,
                status,
                action,
                see,
                scans,
                root.with(
                        root.name(),
                        root.children().stream().map(Vdev::withPaths).toList()),
                Maps.transformValues(
                        sections, vdevs -> vdevs.stream().map(Vdev::withPaths).toList()),
                errors);
    }

    /** The pool's own row and all others, those of the sections after the data. */
    public Stream<Vdev> all() {
        return Stream.concat(
                root.all(), sections.values().stream().flatMap(List::stream).flatMap(Vdev::all));
    }
}
