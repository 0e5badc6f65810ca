package io.slackline.pipeline.inband;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class InbandPacketTest {

    private static final Head HEAD = new Head(SlackReport.DRAINING, 0x0123, 0x4567, 0x89ABCDEF, 0xFEDCBA98);
    private static final String GOLDEN_HEAD_OF_TYPE = "534c1%d010123456789abcdeffedcba98";

    @Test
    void slackReportHasItsGoldenBytes() {
        assertGolden(
                new SlackReport(HEAD, 600, 7, 0x80000001, 250, 1000, 0xCAFEBABE),
                GOLDEN_HEAD_OF_TYPE.formatted(1) + "0258" + "0007" + "80000001" + "00fa" + "03e8" + "cafebabe");
    }

    @Test
    void handoverHasItsGoldenBytes() {
        assertGolden(
                new Handover(HEAD, 1023, 4096, 65535), GOLDEN_HEAD_OF_TYPE.formatted(2) + "03ff" + "1000" + "ffff");
    }

    @Test
    void probeHasItsGoldenBytes() {
        assertGolden(
                new Probe(HEAD, 7, 2, 9, 17767, 0x01020306, 0x01020304, 601, 5, 0x11223344, 30, 480),
                GOLDEN_HEAD_OF_TYPE.formatted(3) + "0007" + "0002" + "0009" + "4567" + "01020306" + "01020304"
                        + "00000259" + "00000005" + "11223344" + "0000001e" + "000001e0");
    }

    @Test
    void encodesInNetworkOrderWhateverTheBuffersOrder() {
        ByteBuffer little = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        new Handover(HEAD, 1, 2, 3).encode(little);
        assertEquals(ByteOrder.LITTLE_ENDIAN, little.order());
        assertEquals(0x53, little.get(0));
        assertEquals(Handover.LENGTH, little.position());
    }

    @Test
    void drainingIsAFlagOfTheHead() {
        assertTrue(new SlackReport(HEAD, 0, 0, 0, 0, 0, 0).draining());
        assertFalse(new SlackReport(new Head(0xFE, 1, 1, 0, 0), 0, 0, 0, 0, 0, 0).draining());
    }

    @Test
    void decodingConsumesTheBuffer() {
        ByteBuffer bytes = encoded(new Handover(HEAD, 1, 2, 3));
        InbandPacket.decode(bytes);
        assertEquals(0, bytes.remaining());
    }

    @Test
    void refusesWhatIsNoInbandPacket() {
        String good = HexFormat.of()
                .formatHex(encoded(new SlackReport(HEAD, 1, 2, 3, 4, 5, 6)).array());
        assertRefused("", "in-band packet of 0 bytes: expected at least 16");
        assertRefused("534d" + good.substring(4), "in-band magic 0x534d: expected 0x534c");
        assertRefused("534c21" + good.substring(6), "in-band version 2: expected 1..1");
        assertRefused(
                "534c14" + good.substring(6), "in-band type 4: expected 1 (slack report), 2 (handover) or 3 (probe)");
        assertRefused(good + "00", "in-band packet length of type 1: 33: expected 32..32");
        assertRefused(good.substring(0, 30), "in-band packet of 15 bytes: expected at least 16");
        assertRefused(good.substring(0, good.length() - 2), "in-band packet length of type 1: 31: expected 32..32");
        assertRefused(good.substring(0, 8) + "1001" + good.substring(12), "in-band node index 4097: expected 1..4096");
        assertRefused(good.substring(0, 12) + "0000" + good.substring(16), "in-band boot epoch 0: expected 1..65535");
    }

    @Test
    void refusesValuesThatNoPacketCarries() {
        assertThrows(InbandException.class, () -> new SlackReport(HEAD, 65536, 0, 0, 0, 0, 0));
        assertThrows(InbandException.class, () -> new SlackReport(HEAD, 0, -1, 0, 0, 0, 0));
        assertThrows(InbandException.class, () -> new SlackReport(HEAD, 0, 0, 0, 1001, 0, 0));
        assertThrows(InbandException.class, () -> new SlackReport(HEAD, 0, 0, 0, 0, 1001, 0));
        assertThrows(InbandException.class, () -> new Handover(HEAD, 1024, 1, 0));
        assertThrows(InbandException.class, () -> new Handover(HEAD, 0, 0, 0));
        assertThrows(InbandException.class, () -> new Head(256, 1, 1, 0, 0));
    }

    @Test
    void aBufferThatIsTooSmallIsTheCallersFault() {
        assertThrows(BufferOverflowException.class, () -> new Handover(HEAD, 1, 2, 3).encode(ByteBuffer.allocate(21)));
    }

    @Test
    void theTokenIsNeverPrinted() {
        assertFalse(new SlackReport(HEAD, 0, 0, 0, 0, 0, 0).toString().contains(Integer.toString(HEAD.token())));
    }

    private static ByteBuffer encoded(InbandPacket packet) {
        ByteBuffer bytes = ByteBuffer.allocate(packet.length());
        packet.encode(bytes);
        return bytes.flip();
    }

    private static void assertGolden(InbandPacket packet, String hex) {
        assertEquals(hex, HexFormat.of().formatHex(encoded(packet).array()));
        assertEquals(packet, InbandPacket.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))));
    }

    private static void assertRefused(String hex, String message) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        assertEquals(
                message,
                assertThrows(InbandException.class, () -> InbandPacket.decode(bytes))
                        .getMessage());
    }
}
