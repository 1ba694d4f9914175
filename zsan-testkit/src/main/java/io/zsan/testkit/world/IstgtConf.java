package io.zsan.testkit.world;

import io.zsan.testkit.world.CtlConf.AuthGroup;
import io.zsan.testkit.world.CtlConf.LunConf;
import io.zsan.testkit.world.CtlConf.PortalGroup;
import io.zsan.testkit.world.CtlConf.TargetConf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code istgt.conf} as istgt does: what it does not understand it passes over, and of what it wants, it complains
 * where that is missing. Knows the keys that a disk over iSCSI needs.
 */
public final class IstgtConf {
    private static final Pattern SECTION = Pattern.compile("\\[(.*)]");
    private static final Pattern UNIT = Pattern.compile("LogicalUnit([0-9]+)");
    private static final Pattern VALUE = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    /** Sections, keys, and for each line with the key its values. */
    private final Map<String, Map<String, List<List<String>>>> sections;

    /** What istgt says of a configuration that it does not start with. */
    public static final class Rejected extends Exception {
        private static final long serialVersionUID = 1L;

        Rejected(String complaint) {
            super(complaint);
        }
    }

    private IstgtConf(Map<String, Map<String, List<List<String>>>> sections) {
        this.sections = sections;
    }

    public static IstgtConf parse(String text) {
        Map<String, Map<String, List<List<String>>>> sections = new LinkedHashMap<>();
        Map<String, List<List<String>>> section = new LinkedHashMap<>();
        for (String line : text.lines().map(String::strip).toList()) {
            Matcher head = SECTION.matcher(line);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (head.matches()) {
                section = sections.computeIfAbsent(head.group(1), name -> new LinkedHashMap<>());
                continue;
            }
            List<String> values = values(line);
            section.computeIfAbsent(values.get(0), key -> new ArrayList<>()).add(values.subList(1, values.size()));
        }
        return new IstgtConf(sections);
    }

    private static List<String> values(String line) {
        return VALUE.matcher(line)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .toList();
    }

    /** The file of secrets, which is read at each login. */
    String authFile() {
        return value("Global", "AuthFile", 0).orElse("/usr/local/etc/istgt/auth.conf");
    }

    private Optional<String> value(String section, String key, int index) {
        return lines(section, key).stream()
                .findFirst()
                .filter(values -> values.size() > index)
                .map(values -> values.get(index));
    }

    private List<List<String>> lines(String section, String key) {
        return sections.getOrDefault(section, Map.of()).getOrDefault(key, List.of());
    }

    /** What it exports to whom, in the order of the units' numbers; each LUN is named {@code LU} and its unit's number. */
    CtlConf exports(String secrets) throws Rejected {
        IstgtConf auth = parse(secrets);
        TreeMap<Integer, String> units = new TreeMap<>();
        for (String name : sections.keySet()) {
            Matcher unit = UNIT.matcher(name);
            if (unit.matches()) {
                units.put(Integer.parseInt(unit.group(1)), name);
            }
        }
        Map<String, AuthGroup> groups = new LinkedHashMap<>();
        Map<String, LunConf> luns = new LinkedHashMap<>();
        Map<String, TargetConf> targets = new LinkedHashMap<>();
        for (Map.Entry<Integer, String> unit : units.entrySet()) {
            String name = "LU" + unit.getKey();
            if (!value(unit.getValue(), "UnitType", 0).equals(Optional.of("Disk"))) {
                throw new Rejected(name + ": unknown unit type");
            }
            groups.put(name, group(name, unit.getValue(), auth));
            luns.put(name, lun(name, unit.getValue()));
            String target = required(name, unit.getValue(), "TargetName", 0);
            targets.put(target, new TargetConf(target, name, "PortalGroup1", Map.of(0, name)));
        }
        return new CtlConf(groups, Map.of("PortalGroup1", new PortalGroup("PortalGroup1", List.of())), luns, targets);
    }

    private String required(String name, String section, String key, int index) throws Rejected {
        return value(section, key, index).orElseThrow(() -> new Rejected(name + ": " + key + " not found"));
    }

    private AuthGroup group(String name, String section, IstgtConf auth) throws Rejected {
        List<String> initiators = lines(required(name, section, "Mapping", 1), "InitiatorName").stream()
                .map(values -> values.get(0))
                .toList();
        if (initiators.isEmpty() || initiators.contains("!ALL")) {
            return new AuthGroup(name, "deny", List.of());
        }
        List<String> names = initiators.contains("ALL") ? List.of() : initiators;
        if (value(section, "AuthMethod", 0).equals(Optional.of("None"))) {
            return new AuthGroup(name, "none", names);
        }
        List<Chap> chap = auth.lines(value(section, "AuthGroup", 0).orElse(""), "Auth").stream()
                .map(values -> new Chap(values.get(0), values.get(1)))
                .toList();
        return new AuthGroup(name, "chap", names, chap);
    }

    private LunConf lun(String name, String section) throws Rejected {
        return new LunConf(
                name,
                "block",
                required(name, section, "LUN0", 1),
                Integer.parseInt(value(section, "BlockLength", 0).orElse("512")),
                required(name, section, "UnitInquiry", 3),
                "",
                Map.of());
    }
}
