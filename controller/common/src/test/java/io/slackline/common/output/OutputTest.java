package io.slackline.common.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutputTest {
    record Row(String name, int requests, Optional<String> note, Duration took) {}

    private static final List<Row> ROWS = List.of(
            new Row("a", 5, Optional.empty(), Duration.ofMillis(1)),
            new Row("longer\nname", 12345, Optional.of("x"), Duration.ofNanos(2500)));

    private static final Table<Row> TABLE = Table.<Row>empty()
            .text("NAME", Row::name)
            .number("REQUESTS", Row::requests)
            .text("NOTE", row -> row.note().orElse(""));

    @Test
    void tablesAlignTextLeftAndNumbersRight() {
        assertEquals("""
                NAME         REQUESTS  NOTE
                a                   5  -
                longer name     12345  x
                """, TABLE.render(ROWS));
        assertEquals("NAME  REQUESTS  NOTE\n", TABLE.render(List.of()));
    }

    @Test
    void recordsBecomeObjects() {
        assertEquals(
                "[{\"name\":\"a\",\"requests\":5,\"took\":1000},"
                        + "{\"name\":\"longer\\nname\",\"requests\":12345,\"note\":\"x\",\"took\":2}]",
                Json.compact(ROWS));
    }

    @Test
    void jsonIsIndentedByTwo() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("list", List.of(1, 2));
        tree.put("none", List.of());
        tree.put("map", Map.of("quote\"\\\u0001", Double.NaN));
        assertEquals("""
                {
                  "list": [
                    1,
                    2
                  ],
                  "none": [],
                  "map": {
                    "quote\\"\\\\\\u0001": null
                  }
                }""", Json.pretty(tree));
    }

    @Test
    void yamlShowsTheSameTree() {
        assertEquals("""
                - name: a
                  requests: 5
                  took: 1000
                - name: |-
                    longer
                    name
                  requests: 12345
                  note: x
                  took: 2
                """.indent(2), YamlText.of(ROWS));
    }

    @Test
    void unsignedFieldsAreNumbersAndBytesAreBase64() {
        assertEquals(
                "{\"value\":4294967295}",
                Json.compact(UInt32Value.newBuilder().setValue(-1).build()));
        assertEquals(
                "{\"value\":18446744073709551615}",
                Json.compact(UInt64Value.newBuilder().setValue(-1).build()));
        assertEquals("{\"value\":\"AQI=\"}", Json.compact(BytesValue.of(ByteString.copyFrom(new byte[] {1, 2}))));
    }

    @Test
    void defaultsAreWrittenAndAbsentFieldsAreNot() {
        assertEquals("{\"value\":false}", Json.compact(BoolValue.getDefaultInstance()));
        assertEquals(
                "{\"type\":\"TYPE_INT32\",\"jsonName\":\"x\"}",
                Json.compact(FieldDescriptorProto.newBuilder()
                        .setJsonName("x")
                        .setType(FieldDescriptorProto.Type.TYPE_INT32)
                        .build()));
    }

    @Test
    void mapFieldsAreSortedObjects() {
        var value = Value.newBuilder().setNumberValue(1).build();
        var list = Value.newBuilder()
                .setListValue(ListValue.newBuilder().addValues(value))
                .build();
        var struct =
                Struct.newBuilder().putFields("b", value).putFields("a", list).build();
        assertEquals(
                "{\"fields\":{\"a\":{\"listValue\":{\"values\":[{\"numberValue\":1.0}]}},\"b\":{\"numberValue\":1.0}}}",
                Json.compact(struct));
    }
}
