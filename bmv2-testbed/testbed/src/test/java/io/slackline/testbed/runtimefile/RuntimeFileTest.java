package io.slackline.testbed.runtimefile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.TextFormat;
import io.slackline.common.SlacklineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import p4.v1.Update;

final class RuntimeFileTest {
    private static final String P4INFO = """
            tables {
              preamble { id: 33554433 name: "In.route" }
              match_fields { id: 1 name: "hdr.ip.dst" bitwidth: 32 match_type: LPM }
              action_refs { id: 16777217 }
              action_refs { id: 16777218 }
            }
            tables {
              preamble { id: 33554434 name: "In.acl" }
              match_fields { id: 1 name: "src" bitwidth: 32 match_type: TERNARY }
              match_fields { id: 2 name: "port" bitwidth: 16 match_type: RANGE }
              match_fields { id: 3 name: "in" bitwidth: 9 match_type: EXACT }
              action_refs { id: 16777218 }
            }
            actions {
              preamble { id: 16777217 name: "In.forward" }
              params { id: 1 name: "mac" bitwidth: 48 }
              params { id: 2 name: "port" bitwidth: 9 }
            }
            actions { preamble { id: 16777218 name: "In.drop" } }
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeProgram() throws IOException {
        Files.writeString(directory.resolve("x.p4info.txtpb"), P4INFO);
        Files.writeString(directory.resolve("x.json"), "{}");
    }

    @Test
    void namesBecomeNumbersAndValuesCanonicalBytes() throws Exception {
        Update update = only("""
                "table_entries": [{"table": "In.route", "match": {"hdr.ip.dst": ["10.0.1.77", 24]},
                  "action_name": "In.forward", "action_params": {"mac": "08:00:00:00:01:11", "port": 258}}]
                """);
        assertEquals(update("""
                        type: INSERT
                        entity { table_entry { table_id: 33554433
                          match { field_id: 1 lpm { value: "\\n\\000\\001\\000" prefix_len: 24 } }
                          action { action { action_id: 16777217
                            params { param_id: 1 value: "\\010\\000\\000\\000\\001\\021" }
                            params { param_id: 2 value: "\\001\\002" } } } } }
                        """), update);
    }

    @Test
    void aDefaultActionIsModified() {
        Update update = only("""
                "table_entries": [{"table": "In.route", "default_action": true, "action_name": "In.drop", "action_params": {}}]
                """);
        assertEquals(Update.Type.MODIFY, update.getType());
        assertTrue(update.getEntity().getTableEntry().getIsDefaultAction());
    }

    @Test
    void everyKindOfMatchHasItsShape() throws Exception {
        Update update = only("""
                "table_entries": [{"table": "In.acl", "priority": 7, "action_name": "In.drop", "action_params": {},
                  "match": {"src": ["10.0.0.0", "0xff000000"], "port": [80, 443], "in": [3]}}]
                """);
        assertEquals(update("""
                        type: INSERT
                        entity { table_entry { table_id: 33554434 priority: 7
                          match { field_id: 1 ternary { value: "\\n\\000\\000\\000" mask: "\\377\\000\\000\\000" } }
                          match { field_id: 2 range { low: "P" high: "\\001\\273" } }
                          match { field_id: 3 exact { value: "\\003" } }
                          action { action { action_id: 16777218 } } } }
                        """), update);
    }

    @Test
    void groupsAndSessionsComeWithTheirReplicas() throws Exception {
        assertEquals(update("""
                        type: INSERT
                        entity { packet_replication_engine_entry { multicast_group_entry { multicast_group_id: 4
                          replicas { egress_port: 1 instance: 1 } replicas { egress_port: 2 instance: 9 } } } }
                        """), only("""
                        "multicast_group_entries": [{"multicast_group_id": 4,
                          "replicas": [{"egress_port": 1}, {"egress_port": 2, "instance": 9}]}]
                        """));
        assertEquals(update("""
                        type: INSERT
                        entity { packet_replication_engine_entry { clone_session_entry { session_id: 5 packet_length_bytes: 64
                          replicas { egress_port: 3 instance: 1 } } } }
                        """), only("""
                        "clone_session_entries": [{"clone_session_id": 5, "replicas": [{"egress_port": 3}],
                          "packet_length_bytes": 64}]
                        """));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "table": "In.rout", "action_name": "In.drop" | no table "In.rout"; did you mean "In.route"?; valid are [In.acl, In.route]
            "table": "In.acl", "action_name": "In.forward" | no action of In.acl "In.forward"; valid are [In.drop]
            "table": "In.route", "action_name": "In.forward", "action_params": {"port": 1} | parameter "mac" is missing
            "table": "In.route", "action_name": "In.drop", "action_params": {"x": 1} | no parameter of In.drop "x"; valid are []
            "table": "In.route", "action_name": "In.drop", "match": {"hdr.ip.dst": "10.0.0.1"} | expected [value, prefix length]
            "table": "In.route", "action_name": "In.drop", "match": {"hdr.ip.dst": ["10.0.0.1", 33]} | prefix length 33, expected 0 to 32
            "table": "In.route", "action_name": "In.drop", "match": {"hdr.ip.dst": ["10.0.0.256", 32]} | is no IPv4 address
            "table": "In.route", "action_name": "In.forward", "action_params": {"mac": 1, "port": 512} | port: 512 does not fit in 9 bits
            "table": "In.acl", "action_name": "In.drop", "match": {"in": 1} | expected "priority" of 1 or more
            """)
    void whatIsWrongIsNamedWithItsPlaceAndWhatIsValid(String entry, String said) {
        String message = assertThrows(SlacklineException.class, () -> only("\"table_entries\": [{" + entry + "}]"))
                .getMessage();
        assertTrue(message.contains("r.json: table_entries[0]: "), message);
        assertTrue(message.contains(said), message);
    }

    private static Update update(String text) throws TextFormat.ParseException {
        return TextFormat.parse(text, Update.class);
    }

    private Update only(String entries) {
        Path file = directory.resolve("r.json");
        try {
            Files.writeString(file, """
                    {"target": "bmv2", "p4info": "x.p4info.txtpb", "bmv2_json": "x.json", %s}
                    """.formatted(entries));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return RuntimeFile.read(file, directory).updates().getFirst();
    }
}
