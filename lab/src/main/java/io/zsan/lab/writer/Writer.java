package io.zsan.lab.writer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Appends records to a file of the pool, syncs each, and then notes it in a log outside of the pool: what stands there was
 * acknowledged. Ends at the first error.
 *
 * <p>Arguments: name of the writer, file, log, milliseconds between records.
 */
public final class Writer {
    private Writer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        String name = args[0];
        Path log = Path.of(args[2]);
        long pause = Long.parseLong(args[3]);
        try (FileChannel file = FileChannel.open(
                        Path.of(args[1]),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                FileChannel acknowledged =
                        FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            // What a writer before left unfinished was not acknowledged.
            long at = file.size() - file.size() % JournalRecord.SIZE;
            for (long number = 1; ; number++) {
                JournalRecord record = new JournalRecord(name, number);
                ByteBuffer bytes = ByteBuffer.wrap(record.bytes());
                long before = System.nanoTime();
                while (bytes.hasRemaining()) {
                    at += file.write(bytes, at);
                }
                file.force(true);
                long micros = (System.nanoTime() - before) / 1000;
                String line = String.format(Locale.ROOT, "%s %d %d%n", name, number, micros);
                ByteBuffer note = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
                while (note.hasRemaining()) {
                    acknowledged.write(note);
                }
                Thread.sleep(pause);
            }
        } catch (IOException ended) {
            Files.writeString(log.resolveSibling(log.getFileName() + ".end"), ended + "\n");
            throw ended;
        }
    }
}
