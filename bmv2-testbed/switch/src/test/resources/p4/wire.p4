// Joins port 1 and port 2: what comes in through one goes out through the other, unchanged.
#include <core.p4>
#include <v1model.p4>

struct headers_t {}
struct meta_t {}

parser WireParser(packet_in packet, out headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    state start {
        transition accept;
    }
}

control WireVerify(inout headers_t hdr, inout meta_t meta) {
    apply {}
}

control WireIngress(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    apply {
        standard.egress_spec = standard.ingress_port ^ 3;
    }
}

control WireEgress(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    apply {}
}

control WireCompute(inout headers_t hdr, inout meta_t meta) {
    apply {}
}

control WireDeparser(packet_out packet, in headers_t hdr) {
    apply {}
}

V1Switch(WireParser(), WireVerify(), WireIngress(), WireEgress(), WireCompute(), WireDeparser()) main;
