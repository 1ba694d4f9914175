package io.zsan.freebsd.chap;

import io.zsan.model.Epoch;
import io.zsan.model.Iqn;

/**
 * Where secrets come from. {@link MasterKey} derives them; a host application that has a vault of its own can implement this.
 *
 * <p>Thread-safe. It is asked on both sides, when a LUN is granted and when its initiator logs in, by each process that
 * embeds zsan, and must always give the same answer to the same question; it must never give one answer to two.
 */
@FunctionalInterface
public interface Secrets {
    /**
     * The secret of one initiator at one target in one epoch.
     *
     * @param target its name tells storage node, disk and generation
     * @throws io.zsan.error.ZsanException if it cannot be had; without the secret in its message
     */
    Secret secret(Iqn target, Iqn initiator, Epoch epoch);
}
