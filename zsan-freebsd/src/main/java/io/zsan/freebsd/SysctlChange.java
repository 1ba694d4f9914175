package io.zsan.freebsd;

/**
 * A sysctl that was set, now and for later boots.
 *
 * @param before its value until then
 * @param after its value since then, as it was read back
 */
public record SysctlChange(String name, String before, String after) {
    @Override
    public String toString() {
        return name + ": " + before + " -> " + after;
    }
}
