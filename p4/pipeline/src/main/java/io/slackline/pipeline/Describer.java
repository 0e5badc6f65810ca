package io.slackline.pipeline;

import io.slackline.pipeline.P4InfoIndex.ActionInfo;
import io.slackline.pipeline.P4InfoIndex.Field;
import io.slackline.pipeline.P4InfoIndex.TableInfo;
import java.util.Map;
import java.util.stream.Collectors;
import p4.v1.FieldMatch;
import p4.v1.TableEntry;

/** Table entries as people read them, with names for ids and without secrets. */
final class Describer {

    private final P4InfoIndex index;

    Describer(P4InfoIndex index) {
        this.index = index;
    }

    /** Such as {@code service{dst_ip=10.99.1.1, protocol=6, dst_port=80} -> steer_pinned(slot=0, node=2, …)}. */
    String describe(TableEntry entry) {
        TableInfo table = index.tableById(entry.getTableId());
        String key = fields(table.keys(), EntryCodec.keyValues(table, entry));
        String head = table.name() + "{" + (entry.getIsDefaultAction() ? "default" : key + prefixes(entry)) + "}";
        if (!entry.getAction().hasAction()) {
            return head;
        }
        ActionInfo action = index.actionById(entry.getAction().getAction().getActionId());
        String params = fields(
                action.params(),
                EntryCodec.paramValues(action, entry.getAction().getAction()));
        return head + " -> " + action.name() + "(" + params + ")";
    }

    private static String prefixes(TableEntry entry) {
        return entry.getMatchList().stream()
                .filter(FieldMatch::hasLpm)
                .map(match -> "/" + match.getLpm().getPrefixLen())
                .collect(Collectors.joining());
    }

    private static String fields(Map<String, Field> fields, Map<String, Long> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "="
                        + format(P4InfoIndex.field(fields, "entry", value.getKey()), value.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String format(Field field, long value) {
        if (field.name().equals("token")) {
            return "(secret)";
        }
        if (field.bits() == 48) {
            return new MacAddress(value).toString();
        }
        boolean address =
                field.bits() == 32 && (field.name().equals("ip") || field.name().endsWith("_ip"));
        return address ? Ipv4.format((int) value) : Long.toString(value);
    }
}
