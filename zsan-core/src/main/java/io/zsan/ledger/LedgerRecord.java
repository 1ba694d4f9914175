package io.zsan.ledger;

/** One record of the ledger. */
public sealed interface LedgerRecord permits LunRecord, PoolRecord, DatabaseNodeRecord {
    RecordKey key();
}
