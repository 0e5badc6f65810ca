package io.slackline.p4switch.compiled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.SwitchFixture;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiled engine and the interpreter do the same with the same random packets and entries, broken packets included. */
final class EnginesAgreeTest {

    /** Packets for each program; a long run is started with -Dslackline.differential.packets=N. */
    private static final int ALL_PACKETS = Integer.getInteger("slackline.differential.packets", 8000);

    private static final long SEED = Long.getLong("slackline.differential.seed", 2026);
    private static final int PACKETS = 200;
    private static final int ENTRIES = 12;

    private final SwitchFixture compiled;
    private final SwitchFixture interpreted;
    private final SplittableRandom random;

    EnginesAgreeTest() {
        random = new SplittableRandom(SEED);
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
        for (int round = 0; round < ALL_PACKETS / PACKETS; round++) {
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
        String packet = SwitchFixture.hex(RandomPackets.next(random));
        int port = 1 + random.nextInt(4);
        assertEquals(
                interpreted.send(port, packet).sent(),
                compiled.send(port, packet).sent(),
                () -> program + ", round " + round + ", port " + port + ": " + packet);
        interpreted.runTimer();
        compiled.runTimer();
        interpreted.advance(Duration.ofMillis(3));
        compiled.advance(Duration.ofMillis(3));
    }
}
