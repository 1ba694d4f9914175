package io.zsan.freebsd.portal;

import io.zsan.model.Iqn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The two PDUs of iSCSI's login phase that a probe needs (RFC 7143, 11.12 and 11.13). */
final class LoginPdu {
    /** Bytes of a PDU before its data. */
    static final int HEADER = 48;

    /** Most bytes of data that a target may send in the login phase. */
    static final int LONGEST_DATA = 8192;

    private static final int LOGIN_REQUEST = 0x43; // 0x03, immediate
    private static final int LOGIN_RESPONSE = 0x23;
    /** Transit from the security stage (0) to the operational one (1): authentication is not begun, only offered. */
    private static final int TO_OPERATIONAL = 0x81;

    private static final int TASK_TAG = 0x7a73616e;

    private LoginPdu() {}

    /** The first request of a discovery session, in which a target names no LUN and opens no disk. */
    static ByteBuffer request(Iqn initiator) {
        byte[] keys = ("InitiatorName=" + initiator + "\0SessionType=Discovery\0AuthMethod=None\0")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer pdu = ByteBuffer.allocate(HEADER + padded(keys.length));
        pdu.put((byte) LOGIN_REQUEST).put((byte) TO_OPERATIONAL);
        pdu.putInt(4, keys.length);
        // ISID of the random kind, TSIH 0: a new session.
        pdu.put(8, (byte) 0x80).put(9, (byte) 0x7a).putShort(10, (short) 0x7361);
        pdu.putInt(16, TASK_TAG);
        pdu.position(HEADER);
        pdu.put(keys);
        return pdu.clear();
    }

    private static int padded(int length) {
        return (length + 3) / 4 * 4;
    }

    /**
     * What a response's header says.
     *
     * @param statusClass 0 success, 1 moved, 2 the initiator's fault, 3 the target's
     * @param data bytes of text that follow, padding included
     */
    record Response(int statusClass, int statusDetail, int data) {}

    /**
     * Reads a header.
     *
     * @throws IllegalArgumentException if that is no answer to the request
     */
    static Response response(ByteBuffer header) {
        int opcode = header.get(0) & 0xff;
        if (opcode != LOGIN_RESPONSE) {
            throw new IllegalArgumentException(String.format("opcode 0x%02x in place of a login response", opcode));
        }
        if ((header.get(3) & 0xff) != 0) {
            throw new IllegalArgumentException("a version of iSCSI that does not exist");
        }
        if (header.getInt(16) != TASK_TAG) {
            throw new IllegalArgumentException("an answer to another request");
        }
        if ((header.get(4) & 0xff) != 0) {
            throw new IllegalArgumentException("additional header segments in a login response");
        }
        int length = header.getInt(4) & 0xffffff;
        if (length > LONGEST_DATA) {
            throw new IllegalArgumentException(length + " bytes of data in a login response");
        }
        int statusClass = header.get(36) & 0xff;
        if (statusClass > 3) {
            throw new IllegalArgumentException("login status class " + statusClass);
        }
        return new Response(statusClass, header.get(37) & 0xff, padded(length));
    }
}
