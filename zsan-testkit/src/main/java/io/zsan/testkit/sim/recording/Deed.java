package io.zsan.testkit.sim.recording;

import io.zsan.act.Action;
import io.zsan.act.Outcome;
import java.util.Optional;

/**
 * An action that a controller took.
 *
 * @param because why, as it was planned
 * @param from when it began, in nanoseconds since the simulation began
 * @param to when it ended, or its process did
 * @param outcome how it ended; empty where its process did not live to see it
 */
public record Deed(String controller, Action action, String because, long from, long to, Optional<Outcome> outcome) {}
