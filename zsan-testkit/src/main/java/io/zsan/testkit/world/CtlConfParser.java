package io.zsan.testkit.world;

import io.zsan.testkit.world.CtlConf.AuthGroup;
import io.zsan.testkit.world.CtlConf.LunConf;
import io.zsan.testkit.world.CtlConf.PortalGroup;
import io.zsan.testkit.world.CtlConf.TargetConf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code ctl.conf} as ctld does, with its complaints. Knows the keywords that a block LUN over iSCSI needs. */
public final class CtlConfParser {
    /** What ctld says of a configuration that it does not take. */
    public static final class Rejected extends Exception {
        private static final long serialVersionUID = 1L;

        private final String complaint;

        Rejected(String complaint) {
            super(complaint);
            this.complaint = complaint;
        }

        /** The line that ctld prints. */
        public String complaint() {
            return complaint;
        }
    }

    private final CtlTokens tokens;
    private final Map<String, AuthGroup> authGroups = new LinkedHashMap<>();
    private final Map<String, PortalGroup> portalGroups = new LinkedHashMap<>();
    private final Map<String, LunConf> luns = new LinkedHashMap<>();
    private final Map<String, TargetConf> targets = new LinkedHashMap<>();

    private CtlConfParser(String text) throws Rejected {
        this.tokens = new CtlTokens(text);
    }

    public static CtlConf parse(String text) throws Rejected {
        return new CtlConfParser(text).file();
    }

    private CtlConf file() throws Rejected {
        while (!tokens.atEnd()) {
            String keyword = tokens.word();
            switch (keyword) {
                case "auth-group" -> authGroup(tokens.word());
                case "portal-group" -> portalGroup(tokens.word());
                case "lun" -> lun(tokens.word());
                case "target" -> target(tokens.word());
                case "debug", "maxproc", "timeout" -> number();
                case "pidfile" -> tokens.word();
                default -> throw tokens.syntaxError();
            }
        }
        CtlConf conf = new CtlConf(authGroups, portalGroups, luns, targets);
        verify();
        return conf;
    }

    private void authGroup(String name) throws Rejected {
        unique(authGroups, name, "auth-group");
        String type = "";
        List<String> initiators = new ArrayList<>();
        List<Chap> chap = new ArrayList<>();
        tokens.open();
        while (!tokens.close()) {
            switch (tokens.word()) {
                case "auth-type" -> type = authType(name, type, tokens.word());
                case "chap" -> {
                    type = authType(name, type, "chap");
                    chap.add(new Chap(tokens.word(), tokens.word()));
                }
                case "initiator-name" -> initiators.add(tokens.word());
                default -> throw tokens.syntaxError();
            }
        }
        authGroups.put(name, new AuthGroup(name, type, initiators, chap));
    }

    private static String authType(String group, String before, String type) throws Rejected {
        if (!before.isEmpty() && !before.equals(type)) {
            throw new Rejected(
                    "cannot mix \"" + type + "\" authentication with other types for auth-group \"" + group + "\"");
        }
        return type;
    }

    private void portalGroup(String name) throws Rejected {
        unique(portalGroups, name, "portal-group");
        List<String> listen = new ArrayList<>();
        tokens.open();
        while (!tokens.close()) {
            switch (tokens.word()) {
                case "listen" -> listen.add(tokens.word());
                case "discovery-auth-group", "discovery-filter" -> tokens.word();
                case "tag" -> number();
                default -> throw tokens.syntaxError();
            }
        }
        portalGroups.put(name, new PortalGroup(name, listen));
    }

    private void lun(String name) throws Rejected {
        unique(luns, name, "lun");
        String backend = "block";
        String path = "";
        String serial = "";
        String deviceId = "";
        int blocksize = 512;
        Map<String, String> options = new LinkedHashMap<>();
        tokens.open();
        while (!tokens.close()) {
            switch (tokens.word()) {
                case "backend" -> backend = tokens.word();
                case "path" -> path = tokens.word();
                case "serial" -> serial = tokens.word();
                case "device-id" -> deviceId = tokens.word();
                case "blocksize" -> blocksize = number();
                case "ctl-lun", "size" -> number();
                case "option" -> {
                    String option = tokens.word();
                    if (options.putIfAbsent(option, tokens.word()) != null) {
                        throw new Rejected("duplicate option \"" + option + "\" for lun \"" + name + "\"");
                    }
                }
                default -> throw tokens.syntaxError();
            }
        }
        if (path.isEmpty()) {
            throw new Rejected("missing path for lun \"" + name + "\"");
        }
        luns.put(name, new LunConf(name, backend, path, blocksize, cut(serial, 16), cut(deviceId, 64), options));
    }

    private void target(String name) throws Rejected {
        if (!name.startsWith("iqn.") && !name.startsWith("eui.") && !name.startsWith("naa.")) {
            throw new Rejected(
                    "invalid target name \"" + name + "\"; should start with either \"iqn.\", \"eui.\", or \"naa.\"");
        }
        unique(targets, name, "target");
        String authGroup = "default";
        String portalGroup = "default";
        Map<Integer, String> numbers = new LinkedHashMap<>();
        tokens.open();
        while (!tokens.close()) {
            switch (tokens.word()) {
                case "alias" -> tokens.word();
                case "auth-group" -> authGroup = tokens.word();
                case "portal-group" -> portalGroup = tokens.word();
                case "lun" -> {
                    int number = number();
                    String lun = tokens.word();
                    if (!luns.containsKey(lun)) {
                        throw new Rejected("no lun \"" + lun + "\" defined for target \"" + name + "\"");
                    }
                    numbers.put(number, lun);
                }
                default -> throw tokens.syntaxError();
            }
        }
        targets.put(name, new TargetConf(name, authGroup, portalGroup, numbers));
    }

    private void verify() throws Rejected {
        for (TargetConf target : targets.values()) {
            String group = target.authGroup();
            boolean known = group.equals("no-access")
                    || group.equals("no-authentication")
                    || group.equals("default")
                    || authGroups.containsKey(group);
            if (!known) {
                throw new Rejected("unknown auth-group \"" + group + "\" for target \"" + target.name() + "\"");
            }
            String portals = target.portalGroup();
            if (!portals.equals("default") && !portalGroups.containsKey(portals)) {
                throw new Rejected("unknown portal-group \"" + portals + "\" for target \"" + target.name() + "\"");
            }
        }
    }

    private int number() throws Rejected {
        String word = tokens.word();
        if (!word.matches("[0-9]{1,9}")) {
            throw tokens.syntaxError();
        }
        return Integer.parseInt(word);
    }

    private static void unique(Map<String, ?> map, String name, String what) throws Rejected {
        if (map.containsKey(name)) {
            throw new Rejected("duplicate " + what + " \"" + name + "\"");
        }
    }

    private static String cut(String text, int most) {
        return text.substring(0, Math.min(most, text.length()));
    }
}
