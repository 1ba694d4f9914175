package io.zsan.testkit.fake;

import io.zsan.testkit.world.CtlConf.LunConf;
import io.zsan.testkit.world.StorageHost;
import io.zsan.testkit.world.TargetConnection;
import io.zsan.testkit.world.TargetServer.Lun;
import io.zsan.testkit.world.TargetServer.Port;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The XML that ctladm gets from the kernel. Serial and device id are escaped there, options are not. */
final class CtladmXml {
    private CtladmXml() {}

    static String luns(StorageHost host) {
        StringBuilder text = new StringBuilder("<ctllunlist>\n");
        for (Lun lun : host.targets().luns()) {
            LunConf conf = lun.conf();
            text.append("<lun id=\"" + lun.id() + "\">\n");
            element(text, "backend_type", conf.backend());
            element(text, "lun_type", 0);
            element(text, "size", lun.disk().disk().sizeBytes() / conf.blocksize());
            element(text, "blocksize", conf.blocksize());
            element(text, "serial_number", escape(conf.serial()));
            element(text, "device_id", escape(conf.deviceId()));
            element(text, "num_threads", 32);
            for (Map.Entry<String, String> option : conf.options().entrySet()) {
                element(text, option.getKey(), option.getValue());
            }
            String exportedAs = exportedAs(host, conf);
            element(text, "file", conf.path());
            element(text, "ctld_name", conf.name());
            element(text, "scsiname", exportedAs);
            text.append("</lun>\n");
        }
        return text.append("</ctllunlist>\n").toString();
    }

    private static String exportedAs(StorageHost host, LunConf conf) {
        for (Port port : host.targets().ports()) {
            for (Map.Entry<Integer, String> lun : port.conf().luns().entrySet()) {
                if (lun.getValue().equals(conf.name())) {
                    return port.conf().name() + ",lun," + lun.getKey();
                }
            }
        }
        return conf.name();
    }

    static String ports(StorageHost host) {
        StringBuilder text = new StringBuilder("<ctlportlist>\n");
        open(text, 0, "tpc", 8, "YES", "tpc", 0, 0);
        text.append("</targ_port>\n");
        open(text, 1, "camsim", 8, "NO", "camsim", 0, 0);
        element(text, "target", "naa." + simPort(host).replaceAll("2$", "0"));
        element(text, "port", "naa." + simPort(host));
        text.append("</targ_port>\n");
        open(text, 2, "ioctl", 4, "YES", "ioctl", 0, 0);
        text.append("</targ_port>\n");
        for (Port port : host.targets().ports()) {
            String target = port.conf().name();
            open(text, port.id(), "iscsi", 16, "YES", "iscsi", 257, port.virtual());
            element(text, "target", target);
            element(text, "port", target + ",t,0x0101");
            element(text, "cfiscsi_state", 1);
            element(text, "cfiscsi_target", target);
            element(text, "ctld_portal_group_name", port.conf().portalGroup());
            element(text, "cfiscsi_portal_group_tag", 257);
            element(text, "lun_map", "on");
            port.conf()
                    .luns()
                    .forEach((number, name) -> host.targets()
                            .lun(name)
                            .ifPresent(lun -> text.append("\t<lun id=\"" + number + "\">" + lun.id() + "</lun>\n")));
            List<TargetConnection> here = host.targets().connections().stream()
                    .filter(c -> c.target().equals(target))
                    .toList();
            for (int i = 0; i < here.size(); i++) {
                text.append("\t<initiator id=\"" + i + "\">" + here.get(i).initiatorPort() + "</initiator>\n");
            }
            text.append("</targ_port>\n");
        }
        return text.append("</ctlportlist>\n").toString();
    }

    private static void open(
            StringBuilder text, int id, String frontend, int type, String online, String name, int pp, int vp) {
        text.append("<targ_port id=\"" + id + "\">\n");
        element(text, "frontend_type", frontend);
        element(text, "port_type", type);
        element(text, "online", online);
        element(text, "port_name", name);
        element(text, "physical_port", pp);
        element(text, "virtual_port", vp);
    }

    static String connections(StorageHost host) {
        StringBuilder text = new StringBuilder("<ctlislist>\n");
        for (TargetConnection c : host.targets().connections()) {
            text.append("<connection id=\"" + c.id() + "\">")
                    .append("<initiator>" + c.initiator() + "</initiator>")
                    .append("<initiator_addr>" + c.address() + "</initiator_addr>")
                    .append("<initiator_alias></initiator_alias>")
                    .append("<target>" + c.target() + "</target>")
                    .append("<target_alias></target_alias>")
                    .append("<target_portal_group_tag>257</target_portal_group_tag>")
                    .append("<header_digest>None</header_digest><data_digest>None</data_digest>")
                    .append("<max_recv_data_segment_length>262144</max_recv_data_segment_length>")
                    .append("<max_send_data_segment_length>262144</max_send_data_segment_length>")
                    .append("<max_burst_length>1048576</max_burst_length>")
                    .append("<first_burst_length>1048576</first_burst_length>")
                    .append("<immediate_data>1</immediate_data><iser>0</iser><offload>None</offload>")
                    .append("</connection>\n");
        }
        return text.append("</ctlislist>\n").toString();
    }

    /** The name of CTL's own SIM port: some number of the node. */
    static String simPort(StorageHost host) {
        return String.format(Locale.ROOT, "50000006%07x2", host.name().text().hashCode() & 0xfffffff);
    }

    private static void element(StringBuilder text, String name, Object value) {
        text.append("\t<" + name + ">" + value + "</" + name + ">\n");
    }

    private static String escape(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
