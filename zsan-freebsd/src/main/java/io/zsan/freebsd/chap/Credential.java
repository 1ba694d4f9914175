package io.zsan.freebsd.chap;

import io.zsan.model.Epoch;
import io.zsan.model.Iqn;

/**
 * What an initiator shows when it logs in.
 *
 * @param name the initiator's own name
 * @param secret hidden in the text form
 */
public record Credential(Iqn name, Secret secret) {
    /** The credential of an initiator at a target in an epoch. */
    public static Credential of(Secrets secrets, Iqn target, Iqn initiator, Epoch epoch) {
        return new Credential(initiator, secrets.secret(target, initiator, epoch));
    }
}
