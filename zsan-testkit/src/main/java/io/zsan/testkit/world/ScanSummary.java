package io.zsan.testkit.world;

import java.time.Duration;
import java.time.Instant;

/** A resilver that has ended. */
public record ScanSummary(long bytes, Duration took, long errors, Instant end) {}
