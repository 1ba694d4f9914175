package io.zsan.freebsd.zpool;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** What a status says of data that cannot be read. */
public sealed interface DataErrors {
    /** None is known. */
    record None() implements DataErrors {}

    /** So many blocks. */
    record Count(long errors) implements DataErrors {}

    /** These files, or what is known of them. */
    record Files(List<String> names) implements DataErrors {
        public Files {
            names = ImmutableList.copyOf(names);
        }
    }

    /** It is not said: the pool cannot be opened, or does not let its error log be read. */
    record Unsaid() implements DataErrors {}
}
