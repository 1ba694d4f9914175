package io.zsan.freebsd.ctl;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code ctladm portlist -x} printed: the target ports of the kernel, of every kind. */
public record CtlPorts(List<Port> ports) {
    private static final String WHAT = "ctladm portlist -x";
    private static final Set<String> REPEATED = ImmutableSet.of("lun", "initiator");
    private static final Set<String> KNOWN = ImmutableSet.of(
            "frontend_type",
            "port_type",
            "online",
            "port_name",
            "physical_port",
            "virtual_port",
            "target",
            "port",
            "lun_map");
    private static final String ISCSI = "iscsi";

    /**
     * A port.
     *
     * @param frontend {@code iscsi}, {@code camsim}, {@code ioctl}, …
     * @param online whether it takes commands
     * @param target the target's name
     * @param luns the CTL LUN behind each LUN number that initiators see; all are mapped where {@code mapped} is false
     * @param mapped whether it has a LUN map of its own
     * @param initiators names of ports that are logged in, such as {@code iqn…,i,0x80d03ef494ed}
     * @param options whatever else was printed, such as {@code ctld_portal_group_name}
     */
    public record Port(
            int id,
            String frontend,
            boolean online,
            String name,
            Optional<String> target,
            boolean mapped,
            Map<Integer, Integer> luns,
            List<String> initiators,
            Map<String, String> options) {
        public Port {
            luns = ImmutableMap.copyOf(luns);
            initiators = ImmutableList.copyOf(initiators);
            options = ImmutableMap.copyOf(options);
        }
    }

    public CtlPorts {
        ports = ImmutableList.copyOf(ports);
    }

    public static CtlPorts parse(String out) {
        return new CtlPorts(Entry.list(WHAT, "ctlportlist", "targ_port", REPEATED, out).stream()
                .map(CtlPorts::port)
                .toList());
    }

    /** The iSCSI ports of a target. */
    public List<Port> of(String target) {
        return ports.stream()
                .filter(p -> p.frontend().equals(ISCSI) && p.target().equals(Optional.of(target)))
                .toList();
    }

    /** The names of all iSCSI targets. */
    public Set<String> targets() {
        return ports.stream()
                .filter(p -> p.frontend().equals(ISCSI))
                .flatMap(p -> p.target().stream())
                .collect(ImmutableSet.toImmutableSet());
    }

    private static Port port(Entry entry) {
        Map<Integer, Integer> luns = new LinkedHashMap<>();
        for (Element lun : entry.all("lun")) {
            String seen = Optional.ofNullable(lun.attributes().get("id")).orElse("");
            if (luns.put(entry.number(seen), entry.number(lun.text())) != null) {
                throw entry.unexpected("LUN " + seen + " is there twice");
            }
        }
        return new Port(
                entry.id(),
                entry.text("frontend_type"),
                yes(entry, "online", "YES", "NO"),
                entry.text("port_name"),
                entry.optional("target"),
                entry.optional("lun_map").isPresent() && yes(entry, "lun_map", "on", "off"),
                luns,
                entry.all("initiator").stream().map(Element::text).toList(),
                entry.others(KNOWN));
    }

    private static boolean yes(Entry entry, String name, String yes, String no) {
        String text = entry.text(name);
        if (!text.equals(yes) && !text.equals(no)) {
            throw entry.unexpected("'" + name + "' is neither " + yes + " nor " + no);
        }
        return text.equals(yes);
    }
}
