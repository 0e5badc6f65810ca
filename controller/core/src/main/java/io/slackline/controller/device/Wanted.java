package io.slackline.controller.device;

import io.slackline.controller.ControllerConfig.SwitchConfig;
import io.slackline.controller.device.ServiceSteering.Pick;
import io.slackline.pipeline.Affinity;
import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.PipelineEntry;
import io.slackline.pipeline.SlacklinePipeline;
import io.slackline.pipeline.Ticks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import p4.v1.TableEntry;

/**
 * The desired state of one switch as table entries, in the order in which they may be written without a packet falling through:
 * what a service refers to comes before the service.
 *
 * @param referred addresses, bindings, counters and candidate groups, by key
 * @param services one entry for each function, by key
 */
record Wanted(Map<SwitchImage.Key, TableEntry> referred, Map<SwitchImage.Key, TableEntry> services) {

    /** The translation of a desired state for the switch of this name. */
    static Wanted of(SwitchConfig config, DesiredState desired, SlacklinePipeline pipeline) {
        SwitchNetwork network = new SwitchNetwork(config.networkOrBridge(), pipeline);
        List<TableEntry> referred = new ArrayList<>(network.entries());
        List<TableEntry> services = new ArrayList<>();
        for (int address : desired.localAddresses()) {
            referred.add(network.localAddress(address));
        }
        referred.addAll(nodesOf(config, desired, pipeline));
        for (DesiredState.Counted counted : desired.counted()) {
            referred.add(pipeline.steered(counted.slot(), counted.node()));
        }
        for (ArmedHandover armed : desired.armed()) {
            if (armed.switchName().equals(config.name())) {
                referred.add(pipeline.encode(new PipelineEntry.ArmedHandover(
                        armed.slot(), armed.epoch(), armed.port(), armed.token(), armed.owner())));
            }
        }
        for (ServiceSteering steering : desired.services().values()) {
            referred.addAll(candidatesOf(steering, pipeline));
            services.add(serviceOf(steering, pipeline));
        }
        for (ServiceSteering steering : desired.prepared()) {
            referred.addAll(candidatesOf(steering, pipeline));
        }
        return new Wanted(byKey(referred), byKey(services));
    }

    /** Who may report from where, and where each node's requests go. */
    static List<TableEntry> nodesOf(SwitchConfig config, DesiredState desired, SlacklinePipeline pipeline) {
        SwitchNetwork network = new SwitchNetwork(config.networkOrBridge(), pipeline);
        Map<Integer, TableEntry> remote = network.remoteNodes(desired.nodes());
        List<TableEntry> entries = new ArrayList<>(remote.values());
        for (NodeBinding binding : desired.bindingsOf(config.name())) {
            entries.add(pipeline.reportSource(binding.port(), binding.nodeIndex(), binding.token()));
            if (!remote.containsKey(binding.nodeIndex())) {
                entries.add(pipeline.deliverLocal(binding.nodeIndex(), binding.port(), new MacAddress(binding.mac())));
            }
        }
        return entries;
    }

    static List<TableEntry> candidatesOf(ServiceSteering steering, SlacklinePipeline pipeline) {
        return switch (steering.pick()) {
            case Pick.Pinned _ -> List.of();
            case Pick.BySlack pick -> {
                List<TableEntry> entries = new ArrayList<>(candidates(steering, pick.candidates(), pipeline));
                if (!pick.offload().isEmpty()) {
                    entries.addAll(pipeline.offloadCandidates(pick.rules().offloadGroup(), ints(pick.offload())));
                }
                yield entries;
            }
            case Pick.ByShare pick -> candidates(steering, pick.candidates(), pipeline);
        };
    }

    private static List<TableEntry> candidates(
            ServiceSteering steering, Candidates candidates, SlacklinePipeline pipeline) {
        return pipeline.candidates(steering.group(), ints(candidates.first()), ints(candidates.second()));
    }

    static TableEntry serviceOf(ServiceSteering steering, SlacklinePipeline pipeline) {
        var key = new io.slackline.pipeline.ServiceKey(
                steering.key().ip(), steering.key().protocol(), steering.key().port());
        int epoch = steering.epoch() & 0xFFFF;
        Affinity affinity = switch (steering.affinity()) {
            case NONE -> Affinity.none();
            case FLOW -> Affinity.perFlow(Ticks.affinityIdle(steering.affinityIdle()));
        };
        return switch (steering.pick()) {
            case Pick.Pinned pick -> pipeline.pinned(key, steering.slot(), pick.node(), epoch, affinity);
            case Pick.BySlack pick ->
                pipeline.bySlack(
                        key,
                        steering.slot(),
                        steering.group(),
                        epoch,
                        affinity,
                        Ticks.staleness(pick.staleness()),
                        pick.rules());
            case Pick.ByShare _ -> pipeline.byShare(key, steering.slot(), steering.group(), epoch, affinity);
        };
    }

    /** Referred and services together. */
    Map<SwitchImage.Key, TableEntry> all() {
        Map<SwitchImage.Key, TableEntry> all = new LinkedHashMap<>(referred);
        all.putAll(services);
        return all;
    }

    private static Map<SwitchImage.Key, TableEntry> byKey(List<TableEntry> entries) {
        Map<SwitchImage.Key, TableEntry> byKey = new LinkedHashMap<>();
        entries.forEach(entry -> byKey.put(SwitchImage.Key.of(entry), entry));
        return byKey;
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
