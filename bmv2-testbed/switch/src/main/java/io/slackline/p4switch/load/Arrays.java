package io.slackline.p4switch.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.slackline.p4switch.ir.ArrayIr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the counter, meter and register arrays. */
final class Arrays {

    final Names counterNames = new Names("counter array");
    final Names meterNames = new Names("meter array");
    final Names directMeterNames = new Names("direct meter");
    final Names registerNames = new Names("register array");
    final List<ArrayIr.Counter> counters = new ArrayList<>();
    final List<ArrayIr.Meter> meters = new ArrayList<>();
    final List<ArrayIr.DirectMeter> directMeters = new ArrayList<>();
    final List<ArrayIr.Register> registers = new ArrayList<>();

    /** Name of the direct counter of each table that has one. */
    final Map<String, String> directCounterOfTable = new HashMap<>();

    /** Cells of 64 bits in a register array; counters and meters are objects and take more. */
    private static final int MAX_CELLS = 1 << 26;

    private static final int MAX_OBJECTS = 1 << 22;

    Arrays(JsonNode root, Layout layout) {
        for (JsonNode counter : Json.list(root, "counter_arrays")) {
            if (Json.flag(counter, "is_direct", false)) {
                directCounterOfTable.put(Json.plain(Json.text(counter, "binding")), Json.name(counter));
            } else {
                counterNames.add(Json.name(counter));
                counters.add(new ArrayIr.Counter(Json.name(counter), size(counter, MAX_OBJECTS)));
            }
        }
        for (JsonNode meter : Json.list(root, "meter_arrays")) {
            readMeter(meter, layout);
        }
        for (JsonNode register : Json.list(root, "register_arrays")) {
            registerNames.add(Json.name(register));
            registers.add(new ArrayIr.Register(
                    Json.name(register), size(register, MAX_CELLS / limbs(register)), width(register)));
        }
    }

    private static int size(JsonNode array, int most) {
        int size = Json.integer(array, "size");
        if (size < 0 || size > most) {
            throw Json.malformed(array, "has " + size + " cells, expected 0 to " + most);
        }
        return size;
    }

    private static int width(JsonNode register) {
        return Layout.checkedWidth(register, Json.integer(register, "bitwidth"));
    }

    private static int limbs(JsonNode register) {
        return (width(register) + 63) / 64;
    }

    private void readMeter(JsonNode meter, Layout layout) {
        String name = Json.name(meter);
        boolean bytes = Json.text(meter, "type").equals("bytes");
        int rates = Json.integer(meter, "rate_count");
        if (rates != 2) {
            throw Json.unsupported(meter, "meter \"" + name + "\" with " + rates + " rates", "2");
        }
        if (Json.flag(meter, "is_direct", false)) {
            JsonNode target = Json.member(meter, "result_target");
            directMeterNames.add(name);
            directMeters.add(new ArrayIr.DirectMeter(
                    name,
                    Json.plain(Json.text(meter, "binding")),
                    bytes,
                    layout.field(meter, Json.part(meter, target, 0), Json.part(meter, target, 1))));
        } else {
            meterNames.add(name);
            meters.add(new ArrayIr.Meter(name, size(meter, MAX_OBJECTS), bytes));
        }
    }
}
