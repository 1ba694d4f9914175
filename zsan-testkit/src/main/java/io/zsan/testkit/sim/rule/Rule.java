package io.zsan.testkit.sim.rule;

/** The safety rules of the design, each of which can be broken in a simulation, and nowhere else. */
public enum Rule {
    R1("freeze, record, drop"),
    R2("in fail mode the whole recorded set is needed"),
    R3("epoch first"),
    R4("a fence is what was read back"),
    R5("import only what is current"),
    R6("import and wipe take an order"),
    R7("recycle whole"),
    R8("syncing is not in sync"),
    R9("a restart is a loss"),
    R10("identity before destruction"),
    R11("the legs answer or are gone before ZFS is spoken to"),
    R12("one hand"),
    R13("a brake"),
    R14("epoch stamp"),
    R15("tokens at the resource"),
    R16("never thaw a zombie");

    private final String words;

    Rule(String words) {
        this.words = words;
    }

    /** The rule in a few words. */
    public String words() {
        return words;
    }
}
