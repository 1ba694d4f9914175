package io.zsan.freebsd.chap;

import com.google.common.io.BaseEncoding;
import io.zsan.error.InvalidInput;
import io.zsan.model.Epoch;
import io.zsan.model.Iqn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Secrets derived from one key of 256 bits, so that none of them is stored: the first 96 bits of HMAC-SHA-256 over target,
 * initiator and epoch, which is as much as 16 characters of CHAP hold and what RFC 7143 (9.2.1) asks for. From some of them
 * no other one can be told, nor the key. An epoch's change makes all before it useless.
 */
public final class MasterKey implements Secrets {
    /** 256 bits. */
    static final int BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "zsan chap 1";
    private static final int SECRET_BYTES = 12;

    private final byte[] key;

    private MasterKey(byte[] key) {
        this.key = key;
    }

    /**
     * A key from its bytes, which are copied.
     *
     * @throws InvalidInput if they are not 32, or all the same
     */
    public static MasterKey of(byte[] bytes) {
        byte[] key = bytes.clone();
        if (key.length != BYTES) {
            throw new InvalidInput("a master key has " + BYTES + " bytes, this one has " + key.length);
        }
        boolean constant = true;
        for (byte b : key) {
            constant &= b == key[0];
        }
        if (constant) {
            throw new InvalidInput("a master key whose bytes are all the same is none; make one at random");
        }
        return new MasterKey(key);
    }

    /**
     * Reads a key file: 64 hexadecimal digits on one line, in a file that only its owner can read.
     *
     * @throws InvalidInput if it cannot be read, others can read it, or it holds something else; its content is not repeated
     */
    public static MasterKey read(Path file) {
        return of(KeyFile.read(file));
    }

    @Override
    public Secret secret(Iqn target, Iqn initiator, Epoch epoch) {
        // No part can hold a line feed, so that no two questions make one text.
        String question = PURPOSE + "\n" + target + "\n" + initiator + "\n" + epoch.number() + "\n";
        byte[] whole = mac().doFinal(question.getBytes(StandardCharsets.US_ASCII));
        return Secret.of(BaseEncoding.base64Url().encode(Arrays.copyOf(whole, SECRET_BYTES)));
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "master key";
    }
}
