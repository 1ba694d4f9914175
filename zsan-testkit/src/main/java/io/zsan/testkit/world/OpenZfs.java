package io.zsan.testkit.world;

/** What the versions of OpenZFS do differently where a pool changes its owner; from their sources. */
public enum OpenZfs {
    /** FreeBSD 13.2's, the one that was measured. */
    V2_1_9("2.1.9", Claim.NONE, false, true, false),
    /** The first whose cache file does not overrule the host that stands on disk. */
    V2_2_0("2.2.0", Claim.NONE, false, false, false),
    /** The first that can clear a pool which multihost suspended. */
    V2_2_4("2.2.4", Claim.NONE, false, false, true),
    /** The last without a claim on its line. */
    V2_3_5("2.3.5", Claim.NONE, false, false, true),
    /** The first with a claim. */
    V2_3_6("2.3.6", Claim.TWO_LEGS, true, false, true),
    /** The claim looks at the pool's own configuration. */
    V2_3_9("2.3.9", Claim.PRESENT_LEGS, true, false, true),
    /** The last without a claim on its line. */
    V2_4_0("2.4.0", Claim.NONE, false, false, true),
    /** The first with a claim on its line. */
    V2_4_1("2.4.1", Claim.TWO_LEGS, true, false, true),
    /** The claim looks at the pool's own configuration. */
    V2_4_4("2.4.4", Claim.PRESENT_LEGS, true, false, true);

    /** Which legs an import with multihost on has to write its claim to. */
    public enum Claim {
        /** It makes none. */
        NONE,
        /** Two of each mirror: without the second leg there is no takeover. */
        TWO_LEGS,
        /** All that the pool's configuration does not have as OFFLINE, REMOVED or FAULTED. */
        PRESENT_LEGS
    }

    private final String text;
    private final Claim claim;
    private final boolean checksSameHost;
    private final boolean trustsCacheFile;
    private final boolean clearsMultihost;

    OpenZfs(String text, Claim claim, boolean checksSameHost, boolean trustsCacheFile, boolean clearsMultihost) {
        this.text = text;
        this.claim = claim;
        this.checksSameHost = checksSameHost;
        this.trustsCacheFile = trustsCacheFile;
        this.clearsMultihost = clearsMultihost;
    }

    /** The version's number. */
    public String text() {
        return text;
    }

    public Claim claim() {
        return claim;
    }

    /** Whether an import looks for signs of life even in a pool that this host had last, or that somebody exported. */
    public boolean checksSameHost() {
        return checksSameHost;
    }

    /** Whether a pool in the cache file is imported at boot although another host has had it since. */
    public boolean trustsCacheFile() {
        return trustsCacheFile;
    }

    /** Whether {@code zpool clear} frees a pool that multihost has suspended; else only a reboot does. */
    public boolean clearsMultihost() {
        return clearsMultihost;
    }
}
