package io.slackline.controller.device;

import io.slackline.controller.SwitchNetworkConfig;
import io.slackline.controller.SwitchNetworkConfig.RemoteNodeConfig;
import io.slackline.controller.steering.IpV4;
import io.slackline.pipeline.MacAddress;
import io.slackline.pipeline.PipelineEntry;
import io.slackline.pipeline.SlacklinePipeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import p4.v1.TableEntry;

/** The configured network of one switch as table entries. */
final class SwitchNetwork {
    private final SwitchNetworkConfig config;
    private final SlacklinePipeline pipeline;
    private final MacAddress mac;

    SwitchNetwork(SwitchNetworkConfig config, SlacklinePipeline pipeline) {
        this.config = config;
        this.pipeline = pipeline;
        mac = MacAddress.parse(config.mac());
    }

    TableEntry localAddress(int ip) {
        return pipeline.localAddress(ip, mac);
    }

    /** Its own addresses, routes and ends of tunnels. A switch without routes drops what is sent to itself. */
    List<TableEntry> entries() {
        List<TableEntry> entries = new ArrayList<>();
        var addresses = new TreeSet<Integer>();
        config.addresses().forEach(address -> addresses.add(IpV4.parse(address)));
        config.reportAddress().ifPresent(address -> addresses.add(IpV4.parse(address)));
        for (var end : config.tunnelEnds()) {
            int ip = IpV4.parse(end.address());
            addresses.add(ip);
            entries.add(pipeline.encode(new PipelineEntry.TunnelEnd(ip, end.vni())));
        }
        config.remoteNodes().forEach(remote -> addresses.add(IpV4.parse(remote.source())));
        addresses.forEach(ip -> entries.add(localAddress(ip)));
        for (var route : config.routes()) {
            var to = IpV4.Prefix.parse(route.to());
            entries.add(pipeline.encode(new PipelineEntry.Route(
                    to.base(), to.length(), route.port(), MacAddress.parse(route.nextHop()), mac)));
        }
        entries.add(
                config.routes().isEmpty() ? pipeline.l2Blackhole(mac) : pipeline.encode(new PipelineEntry.Router(mac)));
        return entries;
    }

    /** By node index: how to reach those nodes that are behind a tunnel and have joined. */
    Map<Integer, TableEntry> remoteNodes(Map<String, DesiredState.Host> nodes) {
        Map<Integer, TableEntry> entries = new LinkedHashMap<>();
        for (var remote : config.remoteNodes()) {
            var host = nodes.get(remote.node());
            if (host != null) {
                entries.put(host.index(), pipeline.encode(entry(remote, host)));
            }
        }
        return entries;
    }

    private PipelineEntry entry(RemoteNodeConfig remote, DesiredState.Host host) {
        return new PipelineEntry.RemoteNode(
                host.index(),
                remote.port(),
                new MacAddress(host.mac()),
                MacAddress.parse(remote.nextHop()),
                mac,
                IpV4.parse(remote.source()),
                IpV4.parse(remote.destination()),
                remote.vni());
    }
}
