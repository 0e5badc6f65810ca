package io.slackline.p4switch.compiled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.SwitchFixture;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiled engine and the interpreter do the same with the same random packets and entries, broken packets included. */
final class EnginesAgreeTest {

    private static final int ROUNDS = 40;
    private static final int PACKETS = 200;
    private static final int ENTRIES = 12;

    private final SwitchFixture compiled;
    private final SwitchFixture interpreted;
    private final SplittableRandom random;

    EnginesAgreeTest() {
        random = new SplittableRandom(2026);
        compiled = SwitchFixture.idle(Engine.COMPILED);
        interpreted = SwitchFixture.idle(Engine.INTERPRETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"calculator", "copier", "edges", "every_kind", "headers", "memory", "router", "wire"})
    void onRandomPacketsAndEntries(String program) {
        byte[] json = SwitchFixture.resource("/p4/" + program + ".json");
        for (SwitchFixture fixture : List.of(compiled, interpreted)) {
            fixture.device().commit(fixture.device().load(json));
            RandomEntries.replication(fixture.device());
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < ENTRIES; i++) {
                long seed = random.nextLong();
                assertEquals(
                        RandomEntries.change(interpreted.device(), new SplittableRandom(seed)),
                        RandomEntries.change(compiled.device(), new SplittableRandom(seed)));
            }
            for (int i = 0; i < PACKETS; i++) {
                exchange(program, round);
            }
            assertEquals(
                    RandomEntries.state(interpreted.device()),
                    RandomEntries.state(compiled.device()),
                    program + ", state after round " + round);
        }
        assertEquals(interpreted.drops(), compiled.drops());
        assertEquals(interpreted.digests, compiled.digests);
        assertEquals(interpreted.packetIns, compiled.packetIns);
    }

    private void exchange(String program, int round) {
        String packet = SwitchFixture.hex(packet());
        int port = 1 + random.nextInt(4);
        assertEquals(
                interpreted.send(port, packet).sent(),
                compiled.send(port, packet).sent(),
                () -> program + ", round " + round + ", port " + port + ": " + packet);
        interpreted.runTimer();
        compiled.runTimer();
    }

    /** Any octets, more often few and small ones, so that they mean something to a program. */
    private byte[] packet() {
        byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(400) : random.nextInt(48)];
        random.nextBytes(bytes);
        if (random.nextInt(4) > 0) {
            int known = random.nextInt(SAMPLES.size());
            byte[] sample = SwitchFixture.bytes(SAMPLES.get(known));
            System.arraycopy(sample, 0, bytes, 0, Math.min(sample.length, bytes.length));
            for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(1 << (1 + random.nextInt(8)));
            }
            if (random.nextInt(3) == 0) {
                return Arrays.copyOf(bytes, Math.max(bytes.length, sample.length));
            }
        } else if (bytes.length > 0) {
            bytes[0] = (byte) random.nextInt(20);
        }
        return bytes;
    }

    private static final List<String> SAMPLES = List.of(
            "0000000000aa0000000000bb0800450000140001000040060000c0a800010a000001",
            "0000000000aa0000000000bb08004600001800010000400600000a0000010a00000100000000",
            "0000000000aa0000000000bb86dd600000000000064020010db800000000000000000000000120010db8000000000000000000000002",
            "01000000010123456789abcdeffedcba9876543210",
            "08000000010123456789abcdeffedcba9876543210",
            "0d000000030000000000000000fedcba9876543210",
            "0503",
            "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
}
