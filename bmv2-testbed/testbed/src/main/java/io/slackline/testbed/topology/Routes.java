package io.slackline.testbed.topology;

import io.slackline.testbed.topology.Topology.SwitchHost;
import io.slackline.testbed.topology.Topology.Uplink;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * Which link of a switch leads to another one: always one hop nearer, so that no packet goes in a circle whatever loops the links make.
 * Where several links are as short, the destinations are spread over them.
 */
public final class Routes {
    private static final int FAR = Integer.MAX_VALUE;

    private final List<SwitchHost> switches;

    public Routes(Topology topology) {
        switches = topology.switches();
    }

    /** The link to take. The switches must be different and connected, which {@link TopologyConfig} sees to. */
    public Uplink towards(SwitchHost from, SwitchHost to) {
        int[] hops = hopsTo(to);
        List<Uplink> shortest = from.uplinks().stream()
                .filter(uplink -> hops[uplink.peer()] == hops[from.index()] - 1)
                .toList();
        return shortest.get(to.index() % shortest.size());
    }

    private int[] hopsTo(SwitchHost target) {
        int[] hops = new int[switches.size()];
        Arrays.fill(hops, FAR);
        hops[target.index()] = 0;
        var reached = new ArrayDeque<>(List.of(target));
        while (!reached.isEmpty()) {
            SwitchHost here = reached.remove();
            for (Uplink uplink : here.uplinks()) {
                if (hops[uplink.peer()] == FAR) {
                    hops[uplink.peer()] = hops[here.index()] + 1;
                    reached.add(switches.get(uplink.peer()));
                }
            }
        }
        return hops;
    }
}
