package io.zsan.freebsd.captures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Outputs of real systems, from {@code src/test/resources/captures}: byte-exact, with the command above them. */
public final class Captures {
    private static final Pattern EXIT = Pattern.compile("\\[exit ([0-9]+)]|# rc=([0-9]+)");

    private Captures() {}

    /** What a command printed, and its exit status. */
    public record Capture(String command, String out, String err, int exit) {
        /** The first piece of the output from one line to another, both included. */
        public String piece(String from, String to) {
            return pieces(from, to).get(0);
        }

        /** The pieces of the output from a line that begins so to the next one that begins so, both included. */
        public List<String> pieces(String from, String to) {
            List<String> pieces = new ArrayList<>();
            StringBuilder piece = null;
            for (String line : out.split("(?<=\n)")) {
                if (piece == null && line.startsWith(from)) {
                    piece = new StringBuilder();
                }
                if (piece != null) {
                    piece.append(line);
                    if (line.startsWith(to)) {
                        pieces.add(piece.toString());
                        piece = null;
                    }
                }
            }
            return pieces;
        }
    }

    public static Capture freebsd(String name) {
        return read("freebsd-13.2/" + name);
    }

    public static Capture linux(String name) {
        return read("openzfs-2.1.11/" + name);
    }

    public static Capture of(String folder, String name) {
        return read(folder + "/" + name);
    }

    /** All captures of a folder whose command has this in it, by name. */
    public static SortedMap<String, Capture> all(String folder, String command) {
        SortedMap<String, Capture> all = new TreeMap<>(named(folder, ""));
        all.values().removeIf(capture -> !capture.command().contains(command));
        return all;
    }

    /** All captures of a folder whose names begin so. */
    public static SortedMap<String, Capture> named(String folder, String beginning) {
        SortedMap<String, Capture> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(
                Path.of(Captures.class.getResource("/captures/" + folder).toURI()))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(beginning) && name.endsWith(".txt") && !name.equals("devd.txt")) {
                    all.put(name, read(folder + "/" + name.substring(0, name.length() - 4)));
                }
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    /** The lines of a file that holds nothing else. */
    public static List<String> lines(String name) {
        return resource(name + ".txt").lines().toList();
    }

    private static Capture read(String name) {
        String text = resource(name + ".txt");
        int first = text.indexOf('\n') + 1;
        int last = text.lastIndexOf('\n', text.length() - 2) + 1;
        Matcher exit = EXIT.matcher(text.substring(last).strip());
        if (!exit.matches()) {
            throw new IllegalStateException(name + " has no exit status at its end");
        }
        String status = exit.group(1) == null ? exit.group(2) : exit.group(1);
        String command = text.substring(0, first).strip();
        return new Capture(command, text.substring(first, last), resource(name + ".err"), Integer.parseInt(status));
    }

    /** A file's text; empty where there is none. */
    private static String resource(String name) {
        try (InputStream stream = Captures.class.getResourceAsStream("/captures/" + name)) {
            if (stream == null && name.endsWith(".txt")) {
                throw new IllegalStateException("no capture " + name);
            }
            return stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
