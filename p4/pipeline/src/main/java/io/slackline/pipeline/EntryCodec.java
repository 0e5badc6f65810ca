package io.slackline.pipeline;

import io.slackline.pipeline.P4InfoIndex.ActionInfo;
import io.slackline.pipeline.P4InfoIndex.Field;
import io.slackline.pipeline.P4InfoIndex.TableInfo;
import io.slackline.pipeline.PipelineEntry.Blackhole;
import io.slackline.pipeline.PipelineEntry.Candidate;
import io.slackline.pipeline.PipelineEntry.Choice;
import io.slackline.pipeline.PipelineEntry.KnownSource;
import io.slackline.pipeline.PipelineEntry.LocalAddress;
import io.slackline.pipeline.PipelineEntry.Node;
import io.slackline.pipeline.PipelineEntry.ReportSource;
import io.slackline.pipeline.PipelineEntry.Service;
import io.slackline.pipeline.PipelineEntry.Station;
import io.slackline.pipeline.PipelineEntry.Steered;
import io.slackline.pipeline.Steering.ByShare;
import io.slackline.pipeline.Steering.BySlack;
import io.slackline.pipeline.Steering.Pinned;
import java.util.LinkedHashMap;
import java.util.Map;
import p4.v1.Action;
import p4.v1.FieldMatch;
import p4.v1.TableAction;
import p4.v1.TableEntry;

/** Between {@link PipelineEntry} records and P4Runtime table entries. */
final class EntryCodec {

    private final P4InfoIndex index;

    EntryCodec(P4InfoIndex index) {
        this.index = index;
    }

    TableEntry encode(PipelineEntry entry) {
        TableEntry.Builder builder = key(entry);
        builder.setAction(TableAction.newBuilder().setAction(action(entry)));
        return builder.build();
    }

    private TableEntry.Builder key(PipelineEntry entry) {
        KeyWriter key = new KeyWriter(index.table(entry.table().p4Name()));
        switch (entry) {
            case Service service ->
                key.put("dst_ip", Integer.toUnsignedLong(service.service().ip()))
                        .put("protocol", service.service().protocol())
                        .put("dst_port", service.service().port());
            case Candidate candidate -> key.put("group", candidate.group()).put("index", candidate.index());
            case Node node -> key.put("node_index", node.node());
            case ReportSource source ->
                key.put("ingress_port", source.port())
                        .put("node_index", source.node())
                        .put("token", Integer.toUnsignedLong(source.token()));
            case Steered steered -> key.put("function_slot", steered.slot()).put("node_index", steered.node());
            case LocalAddress address -> key.put("ip", Integer.toUnsignedLong(address.ip()));
            case Station station -> key.put("dst_mac", station.mac().bits());
            case Blackhole blackhole -> key.put("dst_mac", blackhole.mac().bits());
            case KnownSource source -> key.put("src_mac", source.mac().bits()).put("ingress_port", source.port());
        }
        return key.builder;
    }

    private Action action(PipelineEntry entry) {
        return switch (entry) {
            case Service service -> steering(service.steering());
            case Candidate candidate ->
                action(candidate.choice() == Choice.FIRST ? "first_candidate" : "second_candidate")
                        .put("node", candidate.node())
                        .build();
            case Node node ->
                action("deliver_local")
                        .put("port", node.port())
                        .put("mac", node.mac().bits())
                        .build();
            case ReportSource ignored -> action("report_accept").build();
            case Steered ignored -> action("count_steered").build();
            case LocalAddress address ->
                action("answer_arp").put("mac", address.mac().bits()).build();
            case Station station ->
                action("l2_forward").put("port", station.port()).build();
            case Blackhole ignored -> action("l2_drop").build();
            case KnownSource ignored -> action("l2_known").build();
        };
    }

    private Action steering(Steering steering) {
        ParamWriter params = switch (steering) {
            case Pinned pinned -> action("steer_pinned").put("node", pinned.node());
            case BySlack bySlack ->
                action("steer_by_slack").put("group", bySlack.group()).put("stale_ticks", bySlack.staleTicks());
            case ByShare byShare -> action("steer_by_share").put("group", byShare.group());
        };
        return params.put("slot", steering.slot())
                .put("epoch", steering.epoch())
                .put("affinity", steering.affinity().kind().number())
                .put("idle_ticks", steering.affinity().idleTicks())
                .build();
    }

    /** Throws {@link IllegalArgumentException} when the entry is none that {@link #encode} could have made. */
    PipelineEntry decode(TableEntry entry) {
        TableInfo table = index.tableById(entry.getTableId());
        Reader key = new Reader(table.name(), keyValues(table, entry));
        ActionInfo info = index.actionById(entry.getAction().getAction().getActionId());
        Reader params =
                new Reader(info.name(), paramValues(info, entry.getAction().getAction()));
        return switch (info.name()) {
            case "steer_pinned", "steer_by_slack", "steer_by_share" ->
                new Service(
                        new ServiceKey((int) key.get("dst_ip"), key.getInt("protocol"), key.getInt("dst_port")),
                        steering(info.name(), params));
            case "first_candidate" ->
                new Candidate(Choice.FIRST, key.getInt("group"), key.getInt("index"), params.getInt("node"));
            case "second_candidate" ->
                new Candidate(Choice.SECOND, key.getInt("group"), key.getInt("index"), params.getInt("node"));
            case "deliver_local" ->
                new Node(key.getInt("node_index"), params.getInt("port"), new MacAddress(params.get("mac")));
            case "report_accept" ->
                new ReportSource(key.getInt("ingress_port"), key.getInt("node_index"), (int) key.get("token"));
            case "count_steered" -> new Steered(key.getInt("function_slot"), key.getInt("node_index"));
            case "answer_arp" -> new LocalAddress((int) key.get("ip"), new MacAddress(params.get("mac")));
            case "l2_forward" -> new Station(new MacAddress(key.get("dst_mac")), params.getInt("port"));
            case "l2_drop" -> new Blackhole(new MacAddress(key.get("dst_mac")));
            case "l2_known" -> new KnownSource(new MacAddress(key.get("src_mac")), key.getInt("ingress_port"));
            default ->
                throw new IllegalArgumentException(
                        "entry of table " + table.name() + " with action " + info.name() + ": no such typed entry");
        };
    }

    private static Steering steering(String action, Reader params) {
        int slot = params.getInt("slot");
        int epoch = params.getInt("epoch");
        Affinity affinity = Affinity.of(params.get("affinity"), params.getInt("idle_ticks"));
        return switch (action) {
            case "steer_pinned" -> new Pinned(slot, params.getInt("node"), epoch, affinity);
            case "steer_by_slack" ->
                new BySlack(slot, params.getInt("group"), epoch, affinity, params.getInt("stale_ticks"));
            default -> new ByShare(slot, params.getInt("group"), epoch, affinity);
        };
    }

    static Map<String, Long> keyValues(TableInfo table, TableEntry entry) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (Field field : table.keysById().values()) {
            for (FieldMatch match : entry.getMatchList()) {
                if (match.getFieldId() == field.id()) {
                    values.put(field.name(), P4InfoIndex.value(match.getExact().getValue()));
                }
            }
        }
        return values;
    }

    static Map<String, Long> paramValues(ActionInfo info, Action action) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (Field field : info.paramsById().values()) {
            for (Action.Param param : action.getParamsList()) {
                if (param.getParamId() == field.id()) {
                    values.put(field.name(), P4InfoIndex.value(param.getValue()));
                }
            }
        }
        return values;
    }

    private ParamWriter action(String name) {
        return new ParamWriter(index.action(name));
    }

    private record Reader(String owner, Map<String, Long> values) {
        long get(String name) {
            Long value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        "entry of " + owner + ": lacks " + name + ", has " + values.keySet());
            }
            return value;
        }

        int getInt(String name) {
            return Math.toIntExact(get(name));
        }
    }

    private static void checkWidth(String owner, Field field, long value) {
        if (field.bits() < Long.SIZE && value >>> field.bits() != 0) {
            throw new IllegalArgumentException(
                    owner + "." + field.name() + " = " + value + ": expected 0.." + ((1L << field.bits()) - 1));
        }
    }

    private static final class KeyWriter {
        private final TableInfo table;
        private final TableEntry.Builder builder;

        KeyWriter(TableInfo table) {
            this.table = table;
            this.builder = TableEntry.newBuilder().setTableId(table.id());
        }

        KeyWriter put(String name, long value) {
            Field field = P4InfoIndex.field(table.keys(), "table " + table.name(), name);
            checkWidth(table.name(), field, value);
            builder.addMatch(FieldMatch.newBuilder()
                    .setFieldId(field.id())
                    .setExact(FieldMatch.Exact.newBuilder().setValue(P4InfoIndex.bytes(value))));
            return this;
        }
    }

    private static final class ParamWriter {
        private final ActionInfo action;
        private final java.util.TreeMap<Integer, Action.Param> params = new java.util.TreeMap<>();

        ParamWriter(ActionInfo action) {
            this.action = action;
        }

        ParamWriter put(String name, long value) {
            Field field = P4InfoIndex.field(action.params(), "action " + action.name(), name);
            checkWidth(action.name(), field, value);
            params.put(
                    field.id(),
                    Action.Param.newBuilder()
                            .setParamId(field.id())
                            .setValue(P4InfoIndex.bytes(value))
                            .build());
            return this;
        }

        Action build() {
            if (params.size() != action.params().size()) {
                throw new IllegalStateException("action " + action.name() + " takes "
                        + action.params().keySet() + ", " + params.size() + " were given");
            }
            return Action.newBuilder()
                    .setActionId(action.id())
                    .addAllParams(params.values())
                    .build();
        }
    }
}
