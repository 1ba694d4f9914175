package io.zsan.node;

import com.google.common.collect.ImmutableSortedMap;
import io.zsan.model.BootId;
import io.zsan.model.LunId;
import io.zsan.model.NodeName;
import java.util.Map;
import java.util.Optional;

/**
 * What a storage node says of itself.
 *
 * @param boot the nonce of its present boot; empty: it has booted since zsan last prepared it, and exports nothing (R9)
 * @param serving whether its target daemon runs
 * @param exports the LUNs that it exports now
 * @param tokens what it keeps for each LUN (R15)
 */
public record StorageNodeReport(
        NodeName node,
        Optional<BootId> boot,
        boolean serving,
        Map<LunId, ExportReport> exports,
        Map<LunId, Token> tokens) {
    public StorageNodeReport {
        exports = ImmutableSortedMap.copyOf(exports);
        tokens = ImmutableSortedMap.copyOf(tokens);
    }

    public Optional<ExportReport> export(LunId lun) {
        return Optional.ofNullable(exports.get(lun));
    }

    /** Whether the node is ready to export: prepared in this boot, daemon running. */
    public boolean ready() {
        return boot.isPresent() && serving;
    }
}
