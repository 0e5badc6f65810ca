package io.slackline.testbed.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.pipeline.inband.Head;
import io.slackline.pipeline.inband.SlackReport;
import io.slackline.testbed.observe.Sighting.Direction;
import io.slackline.testbed.observe.Sighting.Drain;
import io.slackline.testbed.observe.Sighting.NewRequest;
import io.slackline.testbed.observe.Sighting.Report;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FrameReaderTest {
    private static final int UDP = 17;
    private static final int PAYLOAD = 42;

    @Test
    void readsReportsAsTheAgentsEncodeThem() {
        ByteBuffer frame = udp(9560, SlackReport.LENGTH);
        frame.position(PAYLOAD);
        new SlackReport(new Head(SlackReport.DRAINING, 7, 1, 2, 3), 450, 0, 0, 0, 0, 0).encode(frame);
        assertEquals(
                Optional.of(new Report(99, 2, 7, 450, Drain.DRAINING)),
                FrameReader.read(frame.array(), 99, 2, Direction.INTO_SWITCH));
        assertEquals(Optional.empty(), FrameReader.read(frame.array(), 99, 2, Direction.OUT_OF_SWITCH));
    }

    @Test
    void aRequestHasTheSameFlowOnBothSidesAndAnotherRequestHasAnother() {
        byte[] one = udp(8080, 40).put(PAYLOAD, (byte) 'a').array();
        byte[] other = udp(8080, 40).put(PAYLOAD, (byte) 'b').array();
        NewRequest in = request(one, Direction.INTO_SWITCH);
        NewRequest out = request(one, Direction.OUT_OF_SWITCH);
        assertEquals(in.flow(), out.flow());
        assertEquals(0x0a630101, in.serviceIp());
        assertEquals(UDP, in.protocol());
        assertEquals(false, in.flow() == request(other, Direction.INTO_SWITCH).flow());
    }

    private static NewRequest request(byte[] frame, Direction direction) {
        return (NewRequest) FrameReader.read(frame, 1, 1, direction).orElseThrow();
    }

    private static ByteBuffer udp(int port, int payload) {
        ByteBuffer frame = ByteBuffer.allocate(PAYLOAD + payload);
        frame.putShort(12, (short) 0x0800).put(14, (byte) 0x45).put(23, (byte) UDP);
        frame.putInt(26, 0x0a000201).putInt(30, 0x0a630101);
        frame.putShort(34, (short) 40_000).putShort(36, (short) port).putShort(38, (short) (8 + payload));
        return frame;
    }
}
