package io.zsan.proof;

import io.zsan.model.LunRef;

/**
 * What a storage node read from a disk after wiping it.
 *
 * @param headZero whether the label area at the head reads as zero
 * @param tailZero whether the label area at the tail reads as zero
 */
public record WipeReadBack(LunRef lun, boolean headZero, boolean tailZero) {}
