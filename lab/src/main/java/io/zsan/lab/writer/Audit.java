package io.zsan.lab.writer;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Holds a journal's file to what its writers were told: the records of each writer from 1 on, in order and without a gap,
 * writer after writer, at least as many as were acknowledged, and at most the one more that was under way.
 */
final class Audit {
    private static final int WORST = 10;

    private Audit() {}

    /**
     * Everything that is wrong, at most the first few; empty: nothing.
     *
     * @param file what was read; less than a record at its end is one being written
     * @param before how many records each writer, w1 first, had been told before the file was read
     * @param after the same after it was read
     */
    static List<String> of(byte[] file, List<Integer> before, List<Integer> after) {
        ImmutableList.Builder<String> mistakes = ImmutableList.builder();
        int[] found = new int[before.size()];
        int writer = 0;
        for (int slot = 0; (slot + 1) * JournalRecord.SIZE <= file.length; slot++) {
            byte[] bytes = Arrays.copyOfRange(file, slot * JournalRecord.SIZE, (slot + 1) * JournalRecord.SIZE);
            Optional<JournalRecord> record = JournalRecord.parse(bytes);
            if (record.isEmpty()) {
                mistakes.add("record " + slot + " of the file is damaged");
                continue;
            }
            int by = Integer.parseInt(record.get().writer().substring(1)) - 1;
            if (by >= found.length) {
                mistakes.add("record " + slot + " of the file is of nobody: " + record.get());
                continue;
            }
            if (by < writer || record.get().number() != found[by] + 1) {
                mistakes.add("record " + slot + " of the file is " + record.get() + ", after w" + (writer + 1) + " "
                        + found[writer]);
            }
            writer = Math.max(writer, by);
            found[by] = Math.max(found[by], (int) record.get().number());
        }
        for (int w = 0; w < found.length; w++) {
            if (found[w] < before.get(w)) {
                mistakes.add("w" + (w + 1) + " was told " + before.get(w) + " records, and " + found[w] + " are there");
            }
            if (found[w] > after.get(w) + 1) {
                mistakes.add("w" + (w + 1) + " was told " + after.get(w) + " records, and " + found[w] + " are there");
            }
        }
        List<String> all = mistakes.build();
        return all.subList(0, Math.min(WORST, all.size()));
    }
}
