package io.slackline.pipeline;

import io.slackline.pipeline.P4InfoIndex.ActionInfo;
import io.slackline.pipeline.P4InfoIndex.Field;
import io.slackline.pipeline.P4InfoIndex.TableInfo;
import io.slackline.pipeline.PipelineEntry.ArmedHandover;
import io.slackline.pipeline.PipelineEntry.Blackhole;
import io.slackline.pipeline.PipelineEntry.Candidate;
import io.slackline.pipeline.PipelineEntry.Choice;
import io.slackline.pipeline.PipelineEntry.KnownSource;
import io.slackline.pipeline.PipelineEntry.LocalAddress;
import io.slackline.pipeline.PipelineEntry.Node;
import io.slackline.pipeline.PipelineEntry.RemoteNode;
import io.slackline.pipeline.PipelineEntry.ReportSource;
import io.slackline.pipeline.PipelineEntry.Route;
import io.slackline.pipeline.PipelineEntry.Router;
import io.slackline.pipeline.PipelineEntry.Service;
import io.slackline.pipeline.PipelineEntry.Station;
import io.slackline.pipeline.PipelineEntry.Steered;
import io.slackline.pipeline.PipelineEntry.TunnelEnd;
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
            case RemoteNode node -> key.put("node_index", node.node());
            case TunnelEnd end ->
                key.put("dst_ip", Integer.toUnsignedLong(end.ip())).put("vni", end.vni());
            case ArmedHandover armed ->
                key.put("function_slot", armed.slot())
                        .put("epoch", armed.epoch())
                        .put("ingress_port", armed.port())
                        .put("token", Integer.toUnsignedLong(armed.token()));
            case Route route -> key.putPrefix("dst_ip", Integer.toUnsignedLong(route.ip()), route.length());
            case Router router -> key.put("dst_mac", router.mac().bits());
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
                action(candidate.choice().action())
                        .put("node", candidate.node())
                        .build();
            case Node node ->
                action("deliver_local")
                        .put("port", node.port())
                        .put("mac", node.mac().bits())
                        .build();
            case RemoteNode node ->
                action("deliver_remote")
                        .put("port", node.port())
                        .put("mac", node.mac().bits())
                        .put("next_hop", node.nextHop().bits())
                        .put("source_mac", node.sourceMac().bits())
                        .put("source_ip", Integer.toUnsignedLong(node.sourceIp()))
                        .put("destination_ip", Integer.toUnsignedLong(node.destinationIp()))
                        .put("vni", node.vni())
                        .build();
            case TunnelEnd ignored -> action("decapsulate").build();
            case ArmedHandover armed ->
                action("handover_accept").put("node", armed.node()).build();
            case Route route ->
                action("route")
                        .put("port", route.port())
                        .put("mac", route.mac().bits())
                        .put("source_mac", route.sourceMac().bits())
                        .build();
            case Router ignored -> action("l2_route").build();
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
                action("steer_by_slack")
                        .put("group", bySlack.group())
                        .put("stale_ticks", bySlack.staleTicks())
                        .put("min_slack", bySlack.rules().minSlackMillicores())
                        .put("offload_group", bySlack.rules().offloadGroup())
                        .put("cost", bySlack.rules().costMillicores())
                        .put("warm_mask", bySlack.rules().warmMask(bySlack.slot()))
                        .put("far_mask", bySlack.rules().farMask())
                        .put("board", bySlack.rules().board().number());
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
            case "first_candidate" -> candidate(Choice.FIRST, key, params);
            case "second_candidate" -> candidate(Choice.SECOND, key, params);
            case "offload_candidate" -> candidate(Choice.OFFLOAD, key, params);
            case "deliver_remote" ->
                new RemoteNode(
                        key.getInt("node_index"),
                        params.getInt("port"),
                        new MacAddress(params.get("mac")),
                        new MacAddress(params.get("next_hop")),
                        new MacAddress(params.get("source_mac")),
                        (int) params.get("source_ip"),
                        (int) params.get("destination_ip"),
                        params.getInt("vni"));
            case "decapsulate" -> new TunnelEnd((int) key.get("dst_ip"), key.getInt("vni"));
            case "handover_accept" ->
                new ArmedHandover(
                        key.getInt("function_slot"),
                        key.getInt("epoch"),
                        key.getInt("ingress_port"),
                        (int) key.get("token"),
                        params.getInt("node"));
            case "route" ->
                new Route(
                        (int) key.getOr("dst_ip", 0),
                        prefixLength(entry),
                        params.getInt("port"),
                        new MacAddress(params.get("mac")),
                        new MacAddress(params.get("source_mac")));
            case "l2_route" -> new Router(new MacAddress(key.get("dst_mac")));
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
                new BySlack(slot, params.getInt("group"), epoch, affinity, params.getInt("stale_ticks"), rules(params));
            default -> new ByShare(slot, params.getInt("group"), epoch, affinity);
        };
    }

    private static SlackRules rules(Reader params) {
        return new SlackRules(
                params.getInt("min_slack"),
                params.getInt("offload_group"),
                params.getInt("cost"),
                SlackRules.warmMargin(params.get("warm_mask"), params.get("far_mask")),
                SlackRules.Board.of(params.get("board")));
    }

    private static Candidate candidate(Choice choice, Reader key, Reader params) {
        return new Candidate(choice, key.getInt("group"), key.getInt("index"), params.getInt("node"));
    }

    /** A prefix of length 0 is said by leaving the field out. */
    private static int prefixLength(TableEntry entry) {
        return entry.getMatchCount() == 0 ? 0 : entry.getMatch(0).getLpm().getPrefixLen();
    }

    static Map<String, Long> keyValues(TableInfo table, TableEntry entry) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (Field field : table.keysById().values()) {
            for (FieldMatch match : entry.getMatchList()) {
                if (match.getFieldId() == field.id()) {
                    values.put(
                            field.name(),
                            P4InfoIndex.value(
                                    match.hasLpm()
                                            ? match.getLpm().getValue()
                                            : match.getExact().getValue()));
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

        long getOr(String name, long otherwise) {
            return values.getOrDefault(name, otherwise);
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

        KeyWriter putPrefix(String name, long value, int length) {
            Field field = P4InfoIndex.field(table.keys(), "table " + table.name(), name);
            if (length > 0) {
                builder.addMatch(FieldMatch.newBuilder()
                        .setFieldId(field.id())
                        .setLpm(FieldMatch.LPM
                                .newBuilder()
                                .setValue(P4InfoIndex.bytes(value))
                                .setPrefixLen(length)));
            }
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
