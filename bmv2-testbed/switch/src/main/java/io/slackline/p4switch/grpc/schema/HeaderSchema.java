package io.slackline.p4switch.grpc.schema;

import io.slackline.p4switch.target.ControllerHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * The header that travels between controller and switch in front of a packet.
 *
 * @param fields in the order of the header
 * @param layout the same as bits, and after them what fills the last byte
 */
public record HeaderSchema(String name, List<Parameter> fields, ControllerHeader layout) {

    public HeaderSchema {
        fields = List.copyOf(fields);
    }

    static HeaderSchema of(String name, List<Parameter> fields) {
        List<Integer> widths =
                new ArrayList<>(fields.stream().map(Parameter::widthBits).toList());
        int over = widths.stream().mapToInt(Integer::intValue).sum() % Byte.SIZE;
        if (over != 0) {
            widths.add(Byte.SIZE - over);
        }
        return new HeaderSchema(name, fields, new ControllerHeader(widths));
    }
}
