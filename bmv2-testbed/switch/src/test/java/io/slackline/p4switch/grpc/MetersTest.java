package io.slackline.p4switch.grpc;

import static io.slackline.p4switch.grpc.TestServer.entity;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.rpc.Code;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import p4.config.v1.MeterSpec;
import p4.config.v1.P4Info;
import p4.v1.CounterData;
import p4.v1.DirectMeterEntry;
import p4.v1.Entity;
import p4.v1.MeterCounterData;
import p4.v1.SetForwardingPipelineConfigRequest.Action;
import p4.v1.TableEntry;
import p4.v1.Update;
import p4.v1.WriteRequest;

/** Meters of all types and what they count, and the direct counters and meters of default entries. */
class MetersTest {

    private static final String DEFAULT_STATION = "table_id: 0x02000001 is_default_action: true";
    private static final String ALL_CELLS = " meter_config {} counter_data {} meter_counter_data {}";
    private static final String UNKNOWN_STATION = " action { action { action_id: 0x01000005 } }";
    private static final int PACKET_BYTES = 27;

    private final TestServer server = TestServer.withPrimary();

    @AfterEach
    void close() {
        server.close();
    }

    private void receive(int packets) {
        byte[] packet = new byte[PACKET_BYTES];
        packet[12] = (byte) 0x88;
        packet[13] = (byte) 0xB5;
        for (int i = 0; i < packets; i++) {
            server.hardware.receive(1, packet);
        }
    }

    private void modify(String text) {
        server.write(Update.Type.MODIFY, entity(text));
    }

    private Entity readOne(String query) {
        List<Entity> found = server.read(entity(query));
        assertEquals(1, found.size());
        return found.getFirst();
    }

    private TableEntry readDefault() {
        return readOne("table_entry { " + DEFAULT_STATION + ALL_CELLS + " }").getTableEntry();
    }

    private static CounterData counted(int packets) {
        return CounterData.newBuilder()
                .setPacketCount(packets)
                .setByteCount((long) packets * PACKET_BYTES)
                .build();
    }

    private static MeterCounterData marked(int green, int yellow, int red) {
        return MeterCounterData.newBuilder()
                .setGreen(counted(green))
                .setYellow(counted(yellow))
                .setRed(counted(red))
                .build();
    }

    private void assertInvalid(String text) {
        StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, () -> modify(text));
        assertEquals(
                Code.INVALID_ARGUMENT_VALUE,
                EntitiesTest.errors(failure).getFirst().getCanonicalCode(),
                text);
    }

    private void setTypes(MeterSpec.Type type) {
        P4Info.Builder info = TestSwitch.config().getP4Info().toBuilder();
        info.getMetersBuilder(0).getSpecBuilder().setType(type);
        info.getDirectMetersBuilder(0).getSpecBuilder().setType(type);
        server.stub.setForwardingPipelineConfig(server.pipeline(Action.VERIFY_AND_COMMIT)
                .setConfig(TestSwitch.config().toBuilder().setP4Info(info))
                .build());
    }

    @Test
    void theDefaultEntryCountsAndMetersMisses() {
        modify("table_entry { " + DEFAULT_STATION + UNKNOWN_STATION
                + " meter_config { cir: 1 cburst: 27 pir: 2 pburst: 54 } }");
        receive(3);
        assertEquals(counted(3), readDefault().getCounterData());
        assertEquals(marked(1, 1, 1), readDefault().getMeterCounterData());
        assertEquals(
                counted(3),
                readOne("direct_counter_entry { table_entry { " + DEFAULT_STATION + " } }")
                        .getDirectCounterEntry()
                        .getData());
        DirectMeterEntry meter = readOne(
                        "direct_meter_entry { table_entry { " + DEFAULT_STATION + " } counter_data {} }")
                .getDirectMeterEntry();
        assertEquals(54, meter.getConfig().getPburst());
        assertEquals(marked(1, 1, 1), meter.getCounterData());
        assertEquals(
                List.of(),
                server.read(entity("direct_counter_entry { table_entry {} }")),
                "a wildcard is for all entries but the default ones");
    }

    @Test
    void theDirectCellsOfTheDefaultEntryAreWritten() {
        modify("direct_counter_entry { table_entry { " + DEFAULT_STATION + " } data { packet_count: 7 } }");
        modify("direct_meter_entry { table_entry { " + DEFAULT_STATION + " } config { cir: 1 pir: 2 } }");
        assertEquals(7, readDefault().getCounterData().getPacketCount());
        assertEquals(2, readDefault().getMeterConfig().getPir());
        modify("table_entry { " + DEFAULT_STATION + UNKNOWN_STATION + " counter_data { packet_count: 9 } }");
        assertEquals(9, readDefault().getCounterData().getPacketCount());
        assertFalse(readDefault().hasMeterConfig(), "a modify without meter_config resets it");
        assertInvalid("direct_counter_entry { table_entry { " + DEFAULT_STATION + " priority: 1 } data {} }");
    }

    @Test
    void aResetOfTheDefaultEntryResetsItsMeter() {
        modify("table_entry { " + DEFAULT_STATION + UNKNOWN_STATION + " meter_config { cir: 1 pir: 2 } }");
        modify("table_entry { " + DEFAULT_STATION + " }");
        assertFalse(readDefault().hasMeterConfig());
    }

    @Test
    void reconcileKeepsTheCellsOfTheDefaultEntry() {
        modify("table_entry { " + DEFAULT_STATION + UNKNOWN_STATION + " meter_config { cir: 1 pir: 2 } }");
        receive(2);
        TableEntry before = readDefault();
        server.stub.setForwardingPipelineConfig(
                server.pipeline(Action.RECONCILE_AND_COMMIT).build());
        assertEquals(before, readDefault());
    }

    @Test
    void aBatchThatFailsLeavesTheCellsOfTheDefaultEntryAsTheyWere() {
        receive(2);
        TableEntry before = readDefault();
        assertThrows(
                StatusRuntimeException.class,
                () -> server.stub.write(TestServer.request(
                                Update.Type.MODIFY,
                                entity("table_entry { " + DEFAULT_STATION + UNKNOWN_STATION
                                        + " meter_config { cir: 1 pir: 2 } counter_data {} meter_counter_data {} }"),
                                entity("direct_counter_entry { table_entry { table_id: 9 } }"))
                        .setAtomicity(WriteRequest.Atomicity.ROLLBACK_ON_ERROR)
                        .build()));
        assertEquals(before, readDefault());
    }

    @Test
    void metersCountPacketsByTheirColour() {
        modify("meter_entry { meter_id: 0x14000001 index { index: 0 } config { cir: 1 cburst: 1 pir: 1 pburst: 2 } }");
        receive(4);
        String query = "meter_entry { meter_id: 0x14000001 index { index: 0 } %s }";
        assertEquals(
                marked(1, 1, 2),
                readOne(query.formatted("counter_data {}")).getMeterEntry().getCounterData());
        assertFalse(readOne(query.formatted("")).getMeterEntry().hasCounterData());
        modify(query.formatted("counter_data { red {} }"));
        assertEquals(
                marked(0, 0, 0),
                readOne(query.formatted("counter_data {}")).getMeterEntry().getCounterData());
        assertInvalid(query.formatted("counter_data { red { packet_count: 1 } }"));
    }

    @ParameterizedTest
    @CsvSource({
        "TWO_RATE_THREE_COLOR, 1, 1, 0, VALID",
        "TWO_RATE_THREE_COLOR, 1, 2, 0, VALID",
        "TWO_RATE_THREE_COLOR, 1, 1, 1, INVALID",
        "SINGLE_RATE_TWO_COLOR, 1, 1, 0, VALID",
        "SINGLE_RATE_TWO_COLOR, 1, 2, 0, INVALID",
        "SINGLE_RATE_TWO_COLOR, 1, 1, 1, INVALID",
        "SINGLE_RATE_THREE_COLOR, 1, 1, 1, VALID",
        "SINGLE_RATE_THREE_COLOR, 1, 2, 1, INVALID",
    })
    void eachTypeOfMeterHasItsConfigurations(MeterSpec.Type type, int cir, int pir, int eburst, String outcome) {
        setTypes(type);
        String config = "config { cir: %d cburst: 5 pir: %d pburst: 5 eburst: %d }".formatted(cir, pir, eburst);
        for (String meter : List.of(
                "meter_entry { meter_id: 0x14000001 index { index: 1 } " + config + " }",
                "direct_meter_entry { table_entry { " + DEFAULT_STATION + " } " + config + " }")) {
            if (outcome.equals("VALID")) {
                modify(meter);
            } else {
                assertInvalid(meter);
            }
        }
    }
}
