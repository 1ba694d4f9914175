package io.zsan.ledger;

import java.io.Closeable;
import java.io.IOException;

/**
 * An open file of a ledger: all that {@link FileLedger} asks of one, so that a test can stand in for it and die at any
 * byte. Used by one thread at a time.
 */
interface LedgerFile extends Closeable {
    long size() throws IOException;

    /** Up to {@code count} bytes; fewer only where the file ends. */
    byte[] read(long position, int count) throws IOException;

    /** Writes all bytes. After an exception any of them may have been written. */
    void write(long position, byte[] bytes) throws IOException;

    /** Returns when all that was written, and the file's length, would survive a loss of power. */
    void force() throws IOException;

    void truncate(long size) throws IOException;
}
