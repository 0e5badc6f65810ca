package io.slackline.p4switch.pcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.slackline.p4switch.device.SwitchFixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PcapTest {

    @TempDir
    private Path directory;

    private Path capture(String name, long[] nanos, String... packets) throws IOException {
        Path file = directory.resolve(name);
        long[] clock = {0};
        try (PcapWriter out = new PcapWriter(file, () -> clock[0])) {
            for (int i = 0; i < packets.length; i++) {
                clock[0] = nanos[i];
                byte[] bytes = SwitchFixture.bytes(packets[i]);
                out.write(bytes, 0, bytes.length);
            }
        }
        return file;
    }

    @Test
    void readsWhatItWrote() throws IOException {
        Path file = capture("a.pcap", new long[] {1_700_000_000_123_456_000L, 2_000}, "0102", "aabbcc");
        List<PcapReader.Captured> packets = PcapReader.read(file);
        assertEquals(1_700_000_000_123_456_000L, packets.get(0).nanos());
        assertEquals(2_000, packets.get(1).nanos());
        assertArrayEquals(SwitchFixture.bytes("aabbcc"), packets.get(1).bytes());
    }

    @Test
    void readsTheOtherByteOrderAndNanoseconds() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(24 + 16 + 1).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0xA1B23C4D)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(65535)
                .putInt(1);
        bytes.putInt(3).putInt(7).putInt(1).putInt(1).put((byte) 0x55);
        Path file = directory.resolve("b.pcap");
        Files.write(file, bytes.array());
        assertEquals(3_000_000_007L, PcapReader.read(file).getFirst().nanos());
    }

    @Test
    void tellsWhatIsNoCaptureFile() throws IOException {
        Path file = directory.resolve("c.pcap");
        Files.writeString(file, "this is text, not a capture of packets");
        assertTrue(assertThrows(IOException.class, () -> PcapReader.read(file))
                .getMessage()
                .contains("is not a capture file"));
        Path cut = capture("d.pcap", new long[] {0}, "010203");
        Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(cut), 41));
        assertTrue(assertThrows(IOException.class, () -> PcapReader.read(cut))
                .getMessage()
                .contains("ends inside packet 1"));
    }

    @Test
    void replaysFilesInTheOrderOfTheirTimes() throws IOException {
        SwitchFixture fixture = SwitchFixture.running("wire");
        Path one = capture("1.pcap", new long[] {10_000, 30_000}, "01", "03");
        Path two = capture("2.pcap", new long[] {20_000}, "02");
        PcapReplay.run(fixture.device(), Map.of(1, one, 2, two));
        assertEquals(List.of("1:02", "2:01", "2:03"), fixture.sent());
    }
}
