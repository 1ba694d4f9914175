/** The heart of zsan: model, ledger, observation, decision, action, and the facade. */
module io.zsan.core {
    requires static transitive org.jspecify;
    requires com.google.common;
    requires org.slf4j;

    exports io.zsan;
    exports io.zsan.act;
    exports io.zsan.decide;
    exports io.zsan.error;
    exports io.zsan.ledger;
    exports io.zsan.model;
    exports io.zsan.node;
    exports io.zsan.observe;
    exports io.zsan.proof;
    exports io.zsan.time;
}
