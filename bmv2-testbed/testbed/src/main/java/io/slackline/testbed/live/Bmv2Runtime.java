package io.slackline.testbed.live;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The one call of bmv2's own runtime interface that P4Runtime has no equal for. Thrift's binary protocol, strict, over a plain TCP connection
 * (thrift-binary-protocol.md of Apache Thrift); services of bmv2 are multiplexed as SERVICE:METHOD.
 */
public final class Bmv2Runtime {
    private static final String METHOD = "simple_switch:set_all_egress_queue_depths";
    private static final int VERSION_1 = 0x80010000;
    private static final int CALL = 1;
    private static final int REPLY = 2;
    private static final int TYPE_I32 = 8;
    private static final int STOP = 0;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int LONGEST_NAME = 256;

    private Bmv2Runtime() {}

    /** Sets the depth of the egress queues of all ports, in packets. */
    public static void setAllEgressQueueDepths(InetSocketAddress thrift, int packets) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream call = new DataOutputStream(bytes);
        byte[] name = METHOD.getBytes(StandardCharsets.US_ASCII);
        call.writeInt(VERSION_1 | CALL);
        call.writeInt(name.length);
        call.write(name);
        call.writeInt(0);
        call.writeByte(TYPE_I32);
        call.writeShort(1);
        call.writeInt(packets);
        call.writeByte(STOP);
        try (Socket socket = new Socket()) {
            socket.connect(thrift, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(bytes.toByteArray());
            socket.getOutputStream().flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int head = in.readInt();
            int length = in.readInt();
            if (head != (VERSION_1 | REPLY) || length > LONGEST_NAME) {
                throw new IOException("bmv2 refused " + METHOD);
            }
            in.skipNBytes(length + 4L);
            boolean hasResult = in.readByte() == TYPE_I32 && in.readShort() == 0;
            if (!hasResult || in.readInt() != 0) {
                throw new IOException("bmv2 did not carry out " + METHOD);
            }
        }
    }
}
