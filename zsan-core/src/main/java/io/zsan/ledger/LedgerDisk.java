package io.zsan.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The directory of a ledger: all that {@link FileLedger} asks of a file system. */
interface LedgerDisk {
    /**
     * The one path that a file has under all its names, so that two openers who name it differently still meet at one
     * lock. {@link io.zsan.error.LedgerUnavailable} where no ledger can be.
     */
    Path resolve(Path path) throws IOException;

    boolean exists(Path path);

    /** Held until closed; {@link io.zsan.error.LedgerUnavailable} if anybody else holds it. */
    Closeable lock(Path ledger) throws IOException;

    LedgerFile open(Path path) throws IOException;

    /** An empty file, in place of any that is there. */
    LedgerFile create(Path path) throws IOException;

    /** Puts a file in the place of another, at once or not at all. */
    void move(Path from, Path to) throws IOException;

    /** Returns when the names in the directory of {@code path} would survive a loss of power. */
    void forceDirectoryOf(Path path) throws IOException;
}
