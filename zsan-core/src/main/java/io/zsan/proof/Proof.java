package io.zsan.proof;

/** Something that was read back from a node, and is worth more than a command that returned without an error. */
public sealed interface Proof permits FenceProof, WipeProof, ReleaseProof {}
