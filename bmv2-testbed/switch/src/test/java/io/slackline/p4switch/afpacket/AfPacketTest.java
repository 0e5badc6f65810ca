package io.slackline.p4switch.afpacket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Real frames on real links, in a network namespace that lives as long as the test. */
final class AfPacketTest {

    private static final int NOT_POSSIBLE_HERE = 3;

    @Test
    void movesFramesBetweenLinks() throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("slackline.root"));
        Process process = new ProcessBuilder(
                        root.resolve("slackline").toString(),
                        "sandbox",
                        "--",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AfPacketScenario.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the scenario did not end");
        Assumptions.assumeFalse(process.exitValue() == NOT_POSSIBLE_HERE, output);
        assertEquals(0, process.exitValue(), output);
    }

    @Test
    void completesAChecksumAsACardWould() {
        byte[] frame = new byte[20];
        // Bytes 4 to 11 are summed, the field at 8 holds the sum of the pseudo header.
        frame[4] = 0x12;
        frame[5] = 0x34;
        frame[8] = 0x00;
        frame[9] = 0x11;
        frame[10] = (byte) 0xFF;
        Checksums.complete(frame, 11, 4, 4);
        int expected = ~(0x1234 + 0x0011 + 0xFF00 - 0xFFFF) & 0xFFFF;
        assertEquals(expected, (frame[8] & 0xFF) << 8 | frame[9] & 0xFF);
    }

    @Test
    void leavesAChecksumAloneThatLiesOutsideTheFrame() {
        byte[] frame = new byte[20];
        frame[4] = 1;
        Checksums.complete(frame, 10, 4, 6);
        assertEquals(0, frame[10] | frame[11]);
    }
}
