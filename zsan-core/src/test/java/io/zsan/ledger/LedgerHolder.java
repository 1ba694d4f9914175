package io.zsan.ledger;

import io.zsan.error.LedgerUnavailable;
import java.nio.file.Path;

/** A process that opens a ledger, says how that went in one line, and keeps it open until its standard input ends. */
final class LedgerHolder {
    static final String HELD = "held";

    private LedgerHolder() {}

    public static void main(String[] args) throws Exception {
        try (FileLedger ledger = FileLedger.open(Path.of(args[0]))) {
            System.out.println(HELD);
            while (System.in.read() >= 0) {}
        } catch (LedgerUnavailable refused) {
            System.out.println(refused.getMessage());
        }
    }
}
