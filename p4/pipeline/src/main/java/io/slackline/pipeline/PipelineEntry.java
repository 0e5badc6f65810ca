package io.slackline.pipeline;

/**
 * One entry of one table of the pipeline. Two entries are the same on the switch exactly when their records are equal;
 * they take the same place when their {@link #key} is equal.
 */
public sealed interface PipelineEntry {

    /** The table that holds it. */
    Table table();

    /** Equal for entries that replace each other. */
    Object key();

    /** A service and its steering. */
    record Service(ServiceKey service, Steering steering) implements PipelineEntry {
        @Override
        public Table table() {
            return Table.SERVICE;
        }

        @Override
        public Object key() {
            return service;
        }
    }

    /** Which of the candidate tables. */
    enum Choice {
        FIRST(Table.CANDIDATE_FIRST, "first_candidate"),
        SECOND(Table.CANDIDATE_SECOND, "second_candidate"),
        /** Where requests go that find no candidate with the slack that they ask for. */
        OFFLOAD(Table.CANDIDATE_OFFLOAD, "offload_candidate");

        private final Table table;
        private final String action;

        Choice(Table table, String action) {
            this.table = table;
            this.action = action;
        }

        String action() {
            return action;
        }
    }

    /** One of the 64 slots of a candidate group, for one of the choices. */
    record Candidate(Choice choice, int group, int index, int node) implements PipelineEntry {

        record Key(Choice choice, int group, int index) {}

        public Candidate {
            Checks.group(group);
            Checks.range("candidate slot", index, 0, Limits.GROUP_SLOTS - 1L);
            Checks.node(node);
        }

        @Override
        public Table table() {
            return choice.table;
        }

        @Override
        public Object key() {
            return new Candidate.Key(choice, group, index);
        }
    }

    /** Where a node is: its switch port and the destination address that its packets get. */
    record Node(int node, int port, MacAddress mac) implements PipelineEntry {

        record Key(int node) {}

        public Node {
            Checks.node(node);
            Checks.switchPort(port);
        }

        @Override
        public Table table() {
            return Table.NODE;
        }

        @Override
        public Object key() {
            return new Node.Key(node);
        }
    }

    /**
     * Where a node is that no port reaches: behind a VXLAN tunnel.
     *
     * @param mac the node's own, which its packets get inside of the tunnel
     * @param nextHop the outer destination: the next router, or the far end where it is a neighbour
     * @param sourceMac the outer source
     * @param sourceIp this end of the tunnel
     * @param destinationIp its far end
     * @param vni VXLAN network identifier, 0..16777215
     */
    record RemoteNode(
            int node,
            int port,
            MacAddress mac,
            MacAddress nextHop,
            MacAddress sourceMac,
            int sourceIp,
            int destinationIp,
            int vni)
            implements PipelineEntry {
        public RemoteNode {
            Checks.node(node);
            Checks.switchPort(port);
            Checks.range("VNI", vni, 0, Limits.LAST_VNI);
        }

        @Override
        public Table table() {
            return Table.NODE;
        }

        @Override
        public Object key() {
            return new Node.Key(node);
        }
    }

    /** What arrives for this address with this VXLAN network identifier is taken out of its tunnel. */
    record TunnelEnd(int ip, int vni) implements PipelineEntry {
        public TunnelEnd {
            Checks.range("VNI", vni, 0, Limits.LAST_VNI);
        }

        @Override
        public Table table() {
            return Table.TUNNEL_END;
        }

        @Override
        public Object key() {
            return this;
        }
    }

    /**
     * Expects a handover: the next request of the function follows it to the node, until the service entry has the epoch or a later one.
     *
     * @param epoch ahead of the service entry's by 1 to 255
     * @param port where the handover comes from
     * @param token that it must bear
     * @param node the new owner, which it must name
     */
    record ArmedHandover(int slot, int epoch, int port, int token, int node) implements PipelineEntry {

        record Key(int slot, int epoch, int port, int token) {}

        public ArmedHandover {
            Checks.slot(slot);
            Checks.epoch(epoch);
            Checks.switchPort(port);
            Checks.node(node);
        }

        @Override
        public Table table() {
            return Table.ARMED_HANDOVER;
        }

        @Override
        public Object key() {
            return new ArmedHandover.Key(slot, epoch, port, token);
        }

        /** Without the token, which is a secret. */
        @Override
        public String toString() {
            return "ArmedHandover[slot=" + slot + ", epoch=" + epoch + ", port=" + port + ", node=" + node + "]";
        }
    }

    /**
     * Where IPv4 packets go that are sent to the router.
     *
     * @param ip the prefix; bits beyond its length are 0
     * @param length of the prefix, 0..32
     * @param mac of the next hop
     * @param sourceMac what routed packets bear as their sender
     */
    record Route(int ip, int length, int port, MacAddress mac, MacAddress sourceMac) implements PipelineEntry {

        record Key(int ip, int length) {}

        public Route {
            Checks.range("prefix length", length, 0, Integer.SIZE);
            if (length < Integer.SIZE && ip << length != 0) {
                throw new IllegalArgumentException(
                        "route " + Ipv4.format(ip) + "/" + length + ": has bits beyond its length");
            }
            Checks.switchPort(port);
        }

        @Override
        public Table table() {
            return Table.IPV4_ROUTE;
        }

        @Override
        public Object key() {
            return new Route.Key(ip, length);
        }
    }

    /** Who may report for a node: this port with this token. */
    record ReportSource(int port, int node, int token) implements PipelineEntry {
        public ReportSource {
            Checks.switchPort(port);
            Checks.node(node);
        }

        @Override
        public Table table() {
            return Table.REPORT_SOURCE;
        }

        @Override
        public Object key() {
            return this;
        }

        /** Without the token, which is a secret. */
        @Override
        public String toString() {
            return "ReportSource[port=" + port + ", node=" + node + "]";
        }
    }

    /** Counts what a function's service sends to a node. */
    record Steered(int slot, int node) implements PipelineEntry {
        public Steered {
            Checks.slot(slot);
            Checks.node(node);
        }

        @Override
        public Table table() {
            return Table.STEERED;
        }

        @Override
        public Object key() {
            return this;
        }
    }

    /** An address that the switch answers ARP and ICMP echo for. */
    record LocalAddress(int ip, MacAddress mac) implements PipelineEntry {

        record Key(int ip) {}

        @Override
        public Table table() {
            return Table.LOCAL_ADDRESS;
        }

        @Override
        public Object key() {
            return new LocalAddress.Key(ip);
        }
    }

    /** A station and its port. */
    record Station(MacAddress mac, int port) implements PipelineEntry {
        public Station {
            Checks.switchPort(port);
        }

        @Override
        public Table table() {
            return Table.L2;
        }

        @Override
        public Object key() {
            return mac;
        }
    }

    /** A destination address that nothing is delivered to, such as the switch's own. */
    record Blackhole(MacAddress mac) implements PipelineEntry {
        @Override
        public Table table() {
            return Table.L2;
        }

        @Override
        public Object key() {
            return mac;
        }
    }

    /** A destination address whose IPv4 packets are routed, such as the switch's own. */
    record Router(MacAddress mac) implements PipelineEntry {
        @Override
        public Table table() {
            return Table.L2;
        }

        @Override
        public Object key() {
            return mac;
        }
    }

    /** A sender that is known on its port and so is not learned again. */
    record KnownSource(MacAddress mac, int port) implements PipelineEntry {
        public KnownSource {
            Checks.switchPort(port);
        }

        @Override
        public Table table() {
            return Table.L2_SOURCE;
        }

        @Override
        public Object key() {
            return this;
        }
    }
}
