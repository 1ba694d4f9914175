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

    /** What an initiator that wants to log in to a target now is told; empty: it may. */
    Optional<String> refusal(TargetConf target, String initiator, Optional<Chap> shown) {
        return switch (target.authGroup()) {
            case "no-authentication" -> Optional.empty();
            case "no-access" -> Optional.of(AuthGroup.NOT_LISTED);
            default ->
                Optional.ofNullable(authGroups.get(target.authGroup()))
                        .map(group -> group.refusal(initiator, shown))
                        .orElse(Optional.of(AuthGroup.NOT_LISTED));
        };
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /**
     * An access list. Without a type it lets nobody in; without initiators, everybody.
     *
     * @param chap of which a login has to show one, where the type is {@code chap}
     */
    public record AuthGroup(String name, String type, List<String> initiators, List<Chap> chap) {
        /** The initiator's word for a login that the target refuses for the initiator's name. */
        static final String NOT_LISTED = "Authorization failure";

        /** The same for a name or a secret of CHAP. */
        static final String WRONG_SECRET = "Authentication failure";

        /** The same for a login without CHAP, which the target turns down in other words. */
        static final String NO_SECRET = "Unsupported AuthMethod";

        public AuthGroup {
            initiators = ImmutableList.copyOf(initiators);
            chap = ImmutableList.copyOf(chap);
        }

        /** Without CHAP. */
        public AuthGroup(String name, String type, List<String> initiators) {
            this(name, type, initiators, ImmutableList.of());
        }

        /** In ctld's order: the initiator's name comes first. */
        Optional<String> refusal(String initiator, Optional<Chap> shown) {
            if (type.isEmpty() || type.equals("deny") || !initiators.isEmpty() && !initiators.contains(initiator)) {
                return Optional.of(NOT_LISTED);
            }
            if (type.equals("none")) {
                // One who could show a secret is not asked for it.
                return Optional.empty();
            }
            if (shown.isEmpty()) {
                return Optional.of(NO_SECRET);
            }
            return chap.contains(shown.get()) ? Optional.empty() : Optional.of(WRONG_SECRET);
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
