package io.zsan.ledger;

/**
 * A record and its version.
 *
 * @param version 1 or more; 0 stands for a record that is not there
 */
public record Versioned(long version, LedgerRecord record) {}
