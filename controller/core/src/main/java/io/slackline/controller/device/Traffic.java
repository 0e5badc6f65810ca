package io.slackline.controller.device;

import java.util.Map;

/**
 * Packets, from the switches' counters, since their entries were made.
 *
 * @param services function slot to packets that its service entry matched
 * @param steered (function slot, node index) to packets sent there
 */
public record Traffic(Map<Integer, Long> services, Map<DesiredState.Counted, Long> steered) {
    public static final Traffic NONE = new Traffic(Map.of(), Map.of());

    public Traffic {
        services = Map.copyOf(services);
        steered = Map.copyOf(steered);
    }
}
