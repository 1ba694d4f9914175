package io.zsan.testkit.contract;

import io.zsan.error.InvalidInput;
import io.zsan.freebsd.fleet.FleetFile;
import java.nio.file.Path;

/** The fleet file that a system property names. */
final class FleetProperty {
    private static final String NAME = "zsan.fleet";

    private FleetProperty() {}

    static Subject subject() {
        String file = System.getProperty(NAME, "");
        if (file.isBlank()) {
            throw new InvalidInput("no fleet file; name one with -D" + NAME + "=fleet.toml");
        }
        return FleetSubject.of(FleetFile.read(
                Path.of(System.getProperty(NAME + ".directory", "")).resolve(file)));
    }
}
