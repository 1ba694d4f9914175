package io.zsan.testkit.sim.recording;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.zsan.ledger.LunRecord;
import io.zsan.ledger.PoolRecord;
import io.zsan.model.LunId;
import io.zsan.model.LunRef;
import io.zsan.model.NodeName;
import io.zsan.model.PoolName;
import io.zsan.node.ExportReport;
import io.zsan.testkit.sim.rule.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A simulation as it went, in data. Filled by a {@link Recorder}; read it when the simulation is over. */
public final class Recording {
    private final Set<Rule> broken;
    final Courses<NodeName, Condition> nodes = new Courses<>();
    final Courses<String, Condition> controllers = new Courses<>();
    final Courses<LunId, ExportReport> exports = new Courses<>();
    final Courses<OnNode, PoolCondition> imports = new Courses<>();
    final Courses<OnNode, Boolean> sessions = new Courses<>();
    final Courses<PoolName, PoolRecord> pools = new Courses<>();
    final Courses<LunId, LunRecord> luns = new Courses<>();
    final TreeMap<OnNode, List<Long>> acknowledged = new TreeMap<>();
    final TreeMap<String, LunRef> targets = new TreeMap<>();
    final List<Deed> deeds = new ArrayList<>();
    final List<Deed> open = new ArrayList<>();

    Recording(Set<Rule> broken) {
        this.broken = ImmutableSet.copyOf(broken);
    }

    /** The rules that were broken on purpose. */
    public Set<Rule> broken() {
        return broken;
    }

    /** The nodes, of both sorts. */
    public Courses<NodeName, Condition> nodes() {
        return nodes;
    }

    /** The processes that embed zsan. */
    public Courses<String, Condition> controllers() {
        return controllers;
    }

    /** What storage nodes export, by disk, with the epoch of the access list in force. */
    public Courses<LunId, ExportReport> exports() {
        return exports;
    }

    /** The pools that database nodes have imported. */
    public Courses<OnNode, PoolCondition> imports() {
        return imports;
    }

    /** The sessions of database nodes by target; whether each is up. */
    public Courses<OnNode, Boolean> sessions() {
        return sessions;
    }

    /** The pools in the ledger. */
    public Courses<PoolName, PoolRecord> pools() {
        return pools;
    }

    /** The LUNs in the ledger. */
    public Courses<LunId, LunRecord> luns() {
        return luns;
    }

    /** When writes were acknowledged, by node and pool, in nanoseconds since the simulation began. */
    public SortedMap<OnNode, List<Long>> acknowledged() {
        return Collections.unmodifiableSortedMap(acknowledged);
    }

    /** Which LUN a target is of; empty for one that was never in the ledger. */
    public Optional<LunRef> lun(String target) {
        return Optional.ofNullable(targets.get(target));
    }

    /**
     * The actions, in the order in which they ended.
     *
     * @param end when those that have not ended are cut off, in nanoseconds
     */
    public List<Deed> deeds(long end) {
        ImmutableList.Builder<Deed> all = ImmutableList.builder();
        all.addAll(deeds);
        for (Deed deed : open) {
            all.add(new Deed(deed.controller(), deed.action(), deed.because(), deed.from(), end, Optional.empty()));
        }
        return all.build();
    }
}
