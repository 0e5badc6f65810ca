package io.slackline.controller.device;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the tables of all switches shall hold, apart from what each session knows by itself (ports' flood group, learnt L2 addresses, meters, digests).
 *
 * @param localAddresses IPv4 addresses that the switches answer ARP for: the report address and every service's
 * @param nodes every node that there is, by name, for switches that reach it without a port of its own
 * @param bindings where the nodes are, on every switch
 * @param services by function slot
 * @param prepared steerings that may follow soon: their candidate groups are written ahead, so that the flip is one entry
 * @param armed handovers that the switches shall take
 * @param counted the (function slot, node) pairs whose packets are counted
 */
public record DesiredState(
        Set<Integer> localAddresses,
        Map<String, Host> nodes,
        Set<NodeBinding> bindings,
        Map<Integer, ServiceSteering> services,
        Set<ServiceSteering> prepared,
        Set<ArmedHandover> armed,
        Set<Counted> counted) {
    public DesiredState {
        localAddresses = Set.copyOf(localAddresses);
        nodes = Map.copyOf(nodes);
        bindings = Set.copyOf(bindings);
        services = Map.copyOf(services);
        prepared = Set.copyOf(prepared);
        armed = Set.copyOf(armed);
        counted = Set.copyOf(counted);
    }

    /** With nothing prepared. */
    public DesiredState(
            Set<Integer> localAddresses,
            Set<NodeBinding> bindings,
            Map<Integer, ServiceSteering> services,
            Set<Counted> counted) {
        this(localAddresses, Map.of(), bindings, services, Set.of(), Set.of(), counted);
    }

    /** Nothing but the report address. */
    public static DesiredState empty(int reportAddress) {
        return new DesiredState(Set.of(reportAddress), Set.of(), Map.of(), Set.of());
    }

    /** This state with one service replaced, or added. */
    public DesiredState with(ServiceSteering steering) {
        var changed = new TreeMap<>(services);
        changed.put(steering.slot(), steering);
        var addresses = new TreeSet<>(localAddresses);
        addresses.add(steering.key().ip());
        return new DesiredState(addresses, nodes, bindings, changed, prepared, armed, counted);
    }

    /** The bindings that concern one switch. */
    public Collection<NodeBinding> bindingsOf(String switchName) {
        return bindings.stream()
                .filter(binding -> binding.switchName().equals(switchName))
                .toList();
    }

    /**
     * A node wherever it is.
     *
     * @param index node index
     * @param mac 48 bits, of the interface on which it takes requests
     */
    public record Host(int index, long mac) {}

    /**
     * What a {@code steered} entry counts.
     *
     * @param slot function slot
     * @param node node index
     */
    public record Counted(int slot, int node) {}
}
