/** The FreeBSD backend: commands, parsers, drivers, the fleet file. */
module io.zsan.freebsd {
    requires static transitive org.jspecify;
    requires transitive io.zsan.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.toml;
    requires com.google.common;
    requires java.xml;
    requires org.apache.commons.exec;
    requires org.slf4j;

    exports io.zsan.freebsd;
    exports io.zsan.freebsd.chap;
    exports io.zsan.freebsd.ctl;
    exports io.zsan.freebsd.devd;
    exports io.zsan.freebsd.dialect;
    exports io.zsan.freebsd.exec;
    exports io.zsan.freebsd.fleet;
    exports io.zsan.freebsd.geom;
    exports io.zsan.freebsd.host;
    exports io.zsan.freebsd.iscsi;
    exports io.zsan.freebsd.istgt;
    exports io.zsan.freebsd.portal;
    exports io.zsan.freebsd.script;
    exports io.zsan.freebsd.stamp;
    exports io.zsan.freebsd.zpool;
}
