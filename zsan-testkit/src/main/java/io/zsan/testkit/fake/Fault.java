package io.zsan.testkit.fake;

/** What can happen to a command on its way. */
public enum Fault {
    NONE,
    /** It is carried out, and whoever gave it never hears of it. */
    REPLY_LOST,
    /** It is not carried out, and the connection stays silent. */
    HANG,
    /** The connection is refused; nothing is carried out. */
    REFUSED,
    /** It gets stuck on its way: carried out at {@link FakeNode#deliverHeld}, while whoever gave it hears nothing. */
    HELD
}
