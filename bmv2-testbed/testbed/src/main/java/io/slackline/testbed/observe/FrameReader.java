package io.slackline.testbed.observe;

import io.slackline.testbed.observe.Sighting.Direction;
import io.slackline.testbed.observe.Sighting.Drain;
import io.slackline.testbed.observe.Sighting.NewRequest;
import io.slackline.testbed.observe.Sighting.Report;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/** Reads the frames that the tap's filter passes. The layout of a report is that of docs/protocol.md. */
final class FrameReader {
    private static final int ETHERNET_BYTES = 14;
    private static final int UDP = 17;
    private static final int UDP_BYTES = 8;
    private static final int REPORT_PORT = 9560;
    private static final int MAGIC = 0x534c;
    private static final int SLACK_REPORT_V1 = 0x11;
    private static final int REPORT_BYTES = 32;
    private static final int DRAINING_FLAG = 1;
    private static final int FLOW_BYTES = 32;

    private FrameReader() {}

    static Optional<Sighting> read(byte[] frame, long atNanos, int port, Direction direction) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        int headerBytes = (frame[ETHERNET_BYTES] & 0xf) * 4;
        int transport = ETHERNET_BYTES + headerBytes;
        int protocol = frame[ETHERNET_BYTES + 9] & 0xff;
        int serviceIp = in.getInt(ETHERNET_BYTES + 16);
        if (frame.length < transport + UDP_BYTES) {
            return Optional.empty();
        }
        boolean report = protocol == UDP && (in.getShort(transport + 2) & 0xffff) == REPORT_PORT;
        if (report) {
            return direction == Direction.INTO_SWITCH
                    ? report(in, transport + UDP_BYTES, atNanos, port)
                    : Optional.empty();
        }
        return Optional.of(new NewRequest(atNanos, port, direction, serviceIp, protocol, flow(frame, transport)));
    }

    private static Optional<Sighting> report(ByteBuffer in, int at, long atNanos, int port) {
        if (in.capacity() < at + REPORT_BYTES
                || (in.getShort(at) & 0xffff) != MAGIC
                || (in.get(at + 2) & 0xff) != SLACK_REPORT_V1) {
            return Optional.empty();
        }
        Drain drain = (in.get(at + 3) & DRAINING_FLAG) != 0 ? Drain.DRAINING : Drain.SERVING;
        int node = in.getShort(at + 4) & 0xffff;
        int slack = in.getShort(at + 16) & 0xffff;
        return Optional.of(new Report(atNanos, port, node, slack, drain));
    }

    /** Source address, transport header and the first bytes behind it, which hold the request's id. */
    private static long flow(byte[] frame, int transport) {
        CRC32 sum = new CRC32();
        sum.update(frame, ETHERNET_BYTES + 12, 4);
        byte[] rest = Arrays.copyOfRange(frame, transport, Math.min(frame.length, transport + FLOW_BYTES));
        sum.update(rest);
        return sum.getValue();
    }
}
