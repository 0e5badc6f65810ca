package io.slackline.pipeline;

import java.util.Optional;

/** The tables of the pipeline by their names in P4Info. */
public enum Table {
    REPORT_SOURCE("report_source"),
    SERVICE("service", "service_counter"),
    CANDIDATE_FIRST("candidate_first"),
    CANDIDATE_SECOND("candidate_second"),
    CANDIDATE_OFFLOAD("candidate_offload"),
    NODE("node", "node_counter"),
    STEERED("steered", "steered_counter"),
    LOCAL_ADDRESS("local_address"),
    L2_SOURCE("l2_source"),
    L2("l2"),
    IPV4_ROUTE("ipv4_route"),
    ARMED_HANDOVER("armed_handover"),
    TUNNEL_END("tunnel_end", "tunnel_counter");

    private final String p4Name;
    private final Optional<String> directCounter;

    Table(String p4Name) {
        this.p4Name = p4Name;
        this.directCounter = Optional.empty();
    }

    Table(String p4Name, String directCounter) {
        this.p4Name = p4Name;
        this.directCounter = Optional.of(directCounter);
    }

    public String p4Name() {
        return p4Name;
    }

    /** Name of the counter that every entry has, where the table counts. */
    public Optional<String> directCounter() {
        return directCounter;
    }
}
