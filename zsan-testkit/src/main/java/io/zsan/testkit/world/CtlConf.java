package io.zsan.testkit.world;

import com.google.common.collect.ImmutableList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a {@code ctl.conf} says. Orders are those of the file. */
public record CtlConf(
        Map<String, AuthGroup> authGroups,
        Map<String, PortalGroup> portalGroups,
        Map<String, LunConf> luns,
        Map<String, TargetConf> targets) {
    public CtlConf {
        authGroups = ordered(authGroups);
        portalGroups = ordered(portalGroups);
        luns = ordered(luns);
        targets = ordered(targets);
    }

    /** Exports nothing. */
    public static CtlConf empty() {
        return new CtlConf(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** Whether an initiator may log in to a target now. */
    boolean allows(TargetConf target, String initiator) {
        return switch (target.authGroup()) {
            case "no-authentication" -> true;
            case "no-access" -> false;
            default ->
                Optional.ofNullable(authGroups.get(target.authGroup()))
                        .map(group -> group.allows(initiator))
                        .orElse(false);
        };
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** An access list. Without a type it lets nobody in; without initiators, everybody. */
    public record AuthGroup(String name, String type, List<String> initiators) {
        public AuthGroup {
            initiators = ImmutableList.copyOf(initiators);
        }

        boolean allows(String initiator) {
            return type.equals("none") && (initiators.isEmpty() || initiators.contains(initiator));
        }
    }

    /** Where targets listen. */
    public record PortalGroup(String name, List<String> listen) {
        public PortalGroup {
            listen = ImmutableList.copyOf(listen);
        }
    }

    /** A LUN. */
    public record LunConf(
            String name,
            String backend,
            String path,
            int blocksize,
            String serial,
            String deviceId,
            Map<String, String> options) {
        public LunConf {
            options = ordered(options);
        }

        /** Whether a reload can change it into the other without taking the device away. */
        boolean sameDevice(LunConf other) {
            return backend.equals(other.backend)
                    && path.equals(other.path)
                    && blocksize == other.blocksize
                    && serial.equals(other.serial)
                    && deviceId.equals(other.deviceId);
        }
    }

    /** A target. */
    public record TargetConf(String name, String authGroup, String portalGroup, Map<Integer, String> luns) {
        public TargetConf {
            luns = Collections.unmodifiableMap(new LinkedHashMap<>(luns));
        }
    }
}
