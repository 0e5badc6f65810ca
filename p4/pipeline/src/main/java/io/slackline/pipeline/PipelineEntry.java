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

    /** Which of the two candidate tables. */
    enum Choice {
        FIRST,
        SECOND
    }

    /** One of the 64 slots of a candidate group, as first or as second choice. */
    record Candidate(Choice choice, int group, int index, int node) implements PipelineEntry {

        record Key(Choice choice, int group, int index) {}

        public Candidate {
            Checks.group(group);
            Checks.range("candidate slot", index, 0, Limits.GROUP_SLOTS - 1L);
            Checks.node(node);
        }

        @Override
        public Table table() {
            return choice == Choice.FIRST ? Table.CANDIDATE_FIRST : Table.CANDIDATE_SECOND;
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
