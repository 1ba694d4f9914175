package io.zsan.model;

import io.zsan.error.InvalidInput;
import java.util.regex.Pattern;

/**
 * The address at which a storage node's targets listen: host name or IP address, and TCP port.
 *
 * @param host a host name, an IPv4 address or an IPv6 address without brackets
 * @param port 1 to 65535; 3260 is the port assigned to iSCSI
 */
public record Portal(String host, int port) {
    /** The port that IANA assigned to iSCSI targets. */
    public static final int DEFAULT_PORT = 3260;

    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f:]{2,45}");

    public Portal {
        Names.require(host, HOST, "portal host", "use a host name or an IP address");
        if (port < 1 || port > 65535) {
            throw new InvalidInput("not a port: " + port + "; use 1 to 65535");
        }
    }

    /** Parses {@code host}, {@code host:port}, or {@code [v6]:port}. */
    public static Portal parse(String text) {
        String host = text;
        String port = "";
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                throw new InvalidInput("not a portal: '" + text + "'; a bracket is not closed");
            }
            host = text.substring(1, end);
            port = text.substring(end + 1);
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') >= 0) {
            host = text.substring(0, text.indexOf(':'));
            port = text.substring(text.indexOf(':'));
        }
        if (port.isEmpty()) {
            return new Portal(host, DEFAULT_PORT);
        }
        if (!port.matches(":[0-9]{1,5}")) {
            throw new InvalidInput("not a portal: '" + text + "'; use host or host:port");
        }
        return new Portal(host, Integer.parseInt(port.substring(1)));
    }

    /** {@code host} where the port is the default, else {@code host:port}; IPv6 in brackets where a port follows. */
    public String text() {
        if (port == DEFAULT_PORT) {
            return host;
        }
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return text();
    }
}
