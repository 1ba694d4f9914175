package io.zsan.freebsd.dialect;

/**
 * How one node is spoken to.
 *
 * @param system its release of FreeBSD: initiator and target
 * @param zfs its ZFS, which need not be the one that came with the release
 */
public record Dialect(FreeBsdRelease system, ZfsVersion zfs) {}
