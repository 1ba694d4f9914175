package io.zsan.testkit.world;

/** A name and a secret, as they stand in a configuration. The text form tells the name alone. */
public record Chap(String name, String secret) {
    @Override
    public String toString() {
        return name;
    }
}
