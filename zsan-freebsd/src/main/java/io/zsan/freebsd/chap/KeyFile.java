package io.zsan.freebsd.chap;

import com.google.common.io.BaseEncoding;
import io.zsan.error.InvalidInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the file of a master key. What is in it is not put into any message. */
final class KeyFile {
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final Pattern FORM = Pattern.compile("([0-9a-fA-F]{" + 2 * MasterKey.BYTES + "})\n?");
    private static final String REMEDY =
            "; make one with: (umask 077; openssl rand -hex " + MasterKey.BYTES + " > FILE)";

    /** More than a key takes; a device or a log that was named by mistake is not read whole. */
    private static final int MOST = 4 * MasterKey.BYTES;

    private KeyFile() {}

    static byte[] read(Path file) {
        byte[] bytes;
        try {
            requirePrivate(file);
            try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                bytes = in.readNBytes(MOST);
            }
        } catch (IOException e) {
            throw new InvalidInput("cannot read the key file " + file + ": " + e, e);
        }
        Matcher key = FORM.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (!key.matches()) {
            throw new InvalidInput("the key file " + file + " does not hold " + 2 * MasterKey.BYTES
                    + " hexadecimal digits on one line" + REMEDY);
        }
        return BaseEncoding.base16().ignoreCase().decode(key.group(1));
    }

    private static void requirePrivate(Path file) throws IOException {
        PosixFileAttributes found = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isRegularFile()) {
            throw new InvalidInput("the key file " + file + " is not a regular file; give the file itself, no link");
        }
        if (!OWNER.containsAll(found.permissions())) {
            throw new InvalidInput(
                    "the key file " + file + " can be reached by others than its owner; chmod 600 it, and"
                            + " take the key for known if it stood open");
        }
    }
}
