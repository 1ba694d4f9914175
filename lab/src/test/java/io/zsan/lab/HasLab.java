package io.zsan.lab;

import java.util.Optional;

/** A test whose lab's logs are kept when it fails. */
public interface HasLab {
    /** The lab that is up, if there is one. */
    Optional<Lab> upLab();
}
