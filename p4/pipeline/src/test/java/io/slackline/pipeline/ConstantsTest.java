package io.slackline.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.pipeline.inband.InbandPacket;
import io.slackline.pipeline.inband.SlackReport;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConstantsTest {

    @Test
    void causesAgreeWithTheProgram() throws IOException {
        Map<String, Integer> program = Sources.constants("causes.p4");
        assertEquals(255, program.remove("NO_DETAIL"));
        Map<String, Integer> ours = new HashMap<>();
        for (Cause cause : Cause.values()) {
            ours.put(cause.name(), cause.number());
        }
        assertEquals(program, ours);
    }

    @Test
    void limitsAgreeWithTheProgram() throws IOException {
        Map<String, Integer> program = Sources.constants("constants.p4");
        assertEquals(program.get("CPU_PORT"), Limits.CPU_PORT);
        assertEquals(program.get("FLOOD_GROUP"), Limits.FLOOD_GROUP);
        assertEquals(program.get("NODES"), Limits.LAST_NODE);
        assertEquals(program.get("NODE_CELLS"), Limits.LAST_NODE + 1);
        assertEquals(program.get("PORTS"), Limits.LAST_SWITCH_PORT + 2);
        assertEquals(program.get("FUNCTIONS"), Limits.LAST_SLOT + 1);
        assertEquals(program.get("BOARD_CELLS"), (Limits.LAST_SLOT + 1) * (program.get("BOARD_CELL_MASK") + 1));
        assertEquals(program.get("CLOSING_TICKS"), Limits.CLOSING_TICKS);
        assertEquals(program.get("INBAND_UDP_PORT"), Limits.INBAND_UDP_PORT);
        assertEquals(program.get("INBAND_UDP_PORT"), InbandPacket.UDP_PORT);
        assertEquals(32, SlackReport.LENGTH);
    }

    @Test
    void everyCauseHasItsCell() throws IOException {
        int cells = Sources.constants("constants.p4").get("CAUSES");
        for (Cause cause : Cause.values()) {
            assertEquals(cause, Cause.of(cause.number()).orElseThrow());
            assertEquals(cause.number(), Math.floorMod(cause.number(), cells));
        }
    }
}
