package io.slackline.testbed.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.Device;
import io.slackline.p4switch.target.Program;
import io.slackline.testbed.pipeline.SwitchUnderTest.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The compiled engine and the interpreter do the same with the pipeline, broken packets included, and remember the same. */
class EnginesAgreeTest {

    private static final int FRAMES = 20_000;
    private static final int FRAMES_BETWEEN_LOOKS = 2_000;
    private static final long SEED = 77;

    @Test
    void onThePipelineWithRandomFrames() throws Exception {
        EmbeddedSwitch compiled = new EmbeddedSwitch(Engine.COMPILED);
        EmbeddedSwitch interpreted = new EmbeddedSwitch(Engine.INTERPRETED);
        try (Bench one = DifferentialTest.prepared(compiled);
                Bench other = DifferentialTest.prepared(interpreted)) {
            RandomFrames frames = new RandomFrames(SEED);
            for (int i = 0; i < FRAMES; i++) {
                Sent frame = frames.next();
                assertEquals(
                        process(interpreted, frame),
                        process(compiled, frame),
                        () -> "port " + frame.port() + ": " + HexFormat.of().formatHex(frame.packet()));
                if (i % FRAMES_BETWEEN_LOOKS == 0) {
                    assertEquals(state(interpreted.device()), state(compiled.device()), "state after frame " + i);
                }
            }
            assertEquals(other.controller.causes(), one.controller.causes());
        }
    }

    /** The packet leaves before the call that brought it returns. */
    private static List<String> process(EmbeddedSwitch target, Sent frame) throws InterruptedException {
        target.pass(Duration.ofMillis(1));
        target.send(frame.port(), frame.packet());
        List<String> left = new ArrayList<>();
        Optional<Sent> sent = target.next(Duration.ZERO);
        while (sent.isPresent()) {
            left.add(sent.get().port() + " "
                    + HexFormat.of().formatHex(sent.get().packet()));
            sent = target.next(Duration.ZERO);
        }
        return left;
    }

    private static Map<String, Object> state(Device device) {
        Program program = device.program().orElseThrow();
        Map<String, Object> state = new TreeMap<>();
        program.counters().forEach(c -> state.put(c.name(), device.counters(c.name())));
        program.registers().forEach(r -> state.put(r.name(), device.registers(r.name())));
        program.tables().stream()
                .filter(t -> !t.name().startsWith("tbl_"))
                .forEach(t -> state.put(t.name(), device.entries(t.name())));
        return state;
    }
}
