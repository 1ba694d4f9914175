package io.zsan.testkit.world;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The little of a node's own file system that matters: files, directories, symbolic links; no modes. */
public final class Files {
    private static final String CLEARED_BY_A_BOOT = "/var/run/";

    private final TreeMap<String, String> files = new TreeMap<>();
    private final TreeMap<String, String> links = new TreeMap<>();
    private final TreeSet<String> directories = new TreeSet<>();

    Files() {
        for (String directory :
                List.of("/", "/etc", "/var", "/var/run", "/var/db", "/var/log", "/tmp", "/root", "/dev")) {
            directories.add(directory);
        }
    }

    /** A file's bytes, one character each, following a symbolic link. */
    public Optional<String> read(String path) {
        return Optional.ofNullable(files.get(follow(path)));
    }

    public boolean exists(String path) {
        return files.containsKey(follow(path)) || directories.contains(path);
    }

    public boolean isDirectory(String path) {
        return directories.contains(path);
    }

    /** Whether a file could be made there. */
    public boolean hasParent(String path) {
        return directories.contains(parent(follow(path)));
    }

    public void write(String path, String content) {
        if (!hasParent(path)) {
            throw new IllegalArgumentException(path + ": No such file or directory");
        }
        files.put(follow(path), content);
    }

    public void delete(String path) {
        files.remove(path);
        links.remove(path);
    }

    public void makeDirectories(String path) {
        for (String at = path; !directories.contains(at); at = parent(at)) {
            directories.add(at);
        }
    }

    public void link(String path, String target) {
        links.put(path, target);
    }

    public Optional<String> readLink(String path) {
        return Optional.ofNullable(links.get(path));
    }

    /** The files below a directory, in order. */
    public List<String> below(String directory) {
        String prefix = directory.endsWith("/") ? directory : directory + "/";
        return files.keySet().stream().filter(path -> path.startsWith(prefix)).toList();
    }

    void boot() {
        files.keySet().removeIf(path -> path.startsWith(CLEARED_BY_A_BOOT));
        directories.removeIf(path -> path.startsWith(CLEARED_BY_A_BOOT));
    }

    private String follow(String path) {
        return links.getOrDefault(path, path);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }
}
