package io.zsan.freebsd.iscsi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.zsan.error.UnexpectedOutput;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The JSON of {@code iscsictl --libxo json -L}: empty lists are left out, as libxo does. */
final class SessionJson {
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(JsonNode.class);
    private static final Set<String> TOP = ImmutableSet.of("iscsictl", "__version");
    private static final Set<String> SESSION = ImmutableSet.of("name", "portal", "state", "devices");
    private static final Set<String> DEVICES = ImmutableSet.of("lun", "scbus", "bus", "target");
    private static final Set<String> LUN = ImmutableSet.of("lun", "device");
    private static final String DEVICE = "[a-z]+[0-9]+";

    private final String out;

    private SessionJson(String out) {
        this.out = out;
    }

    static List<IscsiSession> parse(String out) {
        return new SessionJson(out).sessions();
    }

    private List<IscsiSession> sessions() {
        JsonNode top;
        try {
            top = READER.readTree(out);
        } catch (JsonProcessingException e) {
            throw unexpected("it is no JSON");
        }
        only(top, TOP);
        JsonNode list = member(top, "iscsictl").orElseThrow(() -> unexpected("'iscsictl' is missing"));
        only(list, ImmutableSet.of("session", "__version"));
        ImmutableList.Builder<IscsiSession> sessions = ImmutableList.builder();
        for (JsonNode session : array(list, "session")) {
            sessions.add(session(session));
        }
        return sessions.build();
    }

    private IscsiSession session(JsonNode session) {
        only(session, SESSION);
        String target = text(session, "name");
        String portal = text(session, "portal");
        String state = text(session, "state");
        ImmutableList.Builder<String> devices = ImmutableList.builder();
        Optional<JsonNode> disks = member(session, "devices");
        if (disks.isPresent()) {
            only(disks.get(), DEVICES);
            for (JsonNode lun : array(disks.get(), "lun")) {
                only(lun, LUN);
                String device = text(lun, "device");
                if (!device.matches(DEVICE)) {
                    throw unexpected("'" + device + "' is no device");
                }
                devices.add(device);
            }
        }
        boolean connected = state.equals(IscsictlSessions.CONNECTED);
        if (portal.isBlank()
                || state.isBlank()
                || !connected && (state.startsWith(IscsictlSessions.CONNECTED) || disks.isPresent())) {
            throw unexpected("the state '" + state + "' is unknown");
        }
        return new IscsiSession(target, portal, state, connected, devices.build());
    }

    private void only(JsonNode node, Set<String> names) {
        if (!node.isObject()) {
            throw unexpected("an object is missing");
        }
        for (Iterator<String> i = node.fieldNames(); i.hasNext(); ) {
            String name = i.next();
            if (!names.contains(name)) {
                throw unexpected("'" + name + "' is unknown");
            }
        }
    }

    private static Optional<JsonNode> member(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name));
    }

    private JsonNode array(JsonNode node, String name) {
        JsonNode array = node.path(name);
        if (!array.isArray() && !array.isMissingNode()) {
            throw unexpected("'" + name + "' is no list");
        }
        return array;
    }

    private String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        String text = value.asText();
        if (!value.isTextual() || text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0xfffd)) {
            throw unexpected("'" + name + "' is no text");
        }
        return text;
    }

    private UnexpectedOutput unexpected(String why) {
        return new UnexpectedOutput("cannot understand 'iscsictl --libxo json -L': " + why, out);
    }
}
