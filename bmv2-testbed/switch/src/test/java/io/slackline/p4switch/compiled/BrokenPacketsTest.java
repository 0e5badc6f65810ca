package io.slackline.p4switch.compiled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.SwitchFixture;
import io.slackline.p4switch.engine.DropCause;
import io.slackline.p4switch.engine.PacketEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Packets cut at every octet, with hostile octets at every place, and for a bounded time any at all: no engine fails or hangs, and both do the
 * same. {@code -Dslackline.fuzz.seconds=N} fuzzes longer, {@code -Dslackline.fuzz.seed=N} begins elsewhere (1).
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class BrokenPacketsTest {

    private static final Duration FUZZING = Duration.ofSeconds(Integer.getInteger("slackline.fuzz.seconds", 1));
    private static final long SEED = Long.getLong("slackline.fuzz.seed", 1);
    private static final int[] HOSTILE = {0x00, 0x7F, 0x80, 0xFF};
    private static final int CHANGE_EVERY = 64;

    private final SwitchFixture compiled = SwitchFixture.idle(Engine.COMPILED);
    private final SwitchFixture interpreted = SwitchFixture.idle(Engine.INTERPRETED);
    private final SplittableRandom random = new SplittableRandom(SEED);

    @ParameterizedTest
    @ValueSource(strings = {"calculator", "copier", "edges", "every_kind", "headers", "memory", "router", "wire"})
    void harmNobody(String program) {
        byte[] json = SwitchFixture.resource("/p4/" + program + ".json");
        for (SwitchFixture fixture : new SwitchFixture[] {compiled, interpreted}) {
            fixture.device().commit(fixture.device().load(json));
            RandomEntries.replication(fixture.device());
        }
        for (String sample : RandomPackets.SAMPLES) {
            byte[] whole = SwitchFixture.bytes(sample);
            for (int length = 0; length <= whole.length; length++) {
                exchange(Arrays.copyOf(whole, length));
            }
            for (int at = 0; at < whole.length; at++) {
                for (int hostile : HOSTILE) {
                    byte[] changed = whole.clone();
                    changed[at] = (byte) hostile;
                    exchange(changed);
                }
            }
        }
        for (int length : new int[] {0, 1, PacketEngine.MAX_PACKET_BYTES, PacketEngine.MAX_PACKET_BYTES + 1}) {
            exchange(new byte[length]);
            byte[] ones = new byte[length];
            Arrays.fill(ones, (byte) 0xFF);
            exchange(ones);
        }
        fuzz();
        assertEquals(interpreted.drops(), compiled.drops(), "seed " + SEED);
        assertFalse(compiled.drops().containsKey(DropCause.ENGINE_FAULT), "seed " + SEED);
    }

    private void fuzz() {
        Instant end = Instant.now().plus(FUZZING);
        for (long i = 0; Instant.now().isBefore(end); i++) {
            if (i % CHANGE_EVERY == 0) {
                long seed = random.nextLong();
                RandomEntries.change(interpreted.device(), new SplittableRandom(seed));
                RandomEntries.change(compiled.device(), new SplittableRandom(seed));
            }
            exchange(RandomPackets.next(random));
        }
    }

    private void exchange(byte[] packet) {
        String hex = HexFormat.of().formatHex(packet);
        int port = 1 + random.nextInt(4);
        assertEquals(
                interpreted.send(port, hex).sent(),
                compiled.send(port, hex).sent(),
                () -> "seed " + SEED + ", port " + port + ": " + hex);
        interpreted.runTimer();
        compiled.runTimer();
    }
}
