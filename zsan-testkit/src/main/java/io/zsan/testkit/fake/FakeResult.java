package io.zsan.testkit.fake;

/** What a command printed, as UTF-8, and how it ended. */
public record FakeResult(int exit, String out, String err) {}
