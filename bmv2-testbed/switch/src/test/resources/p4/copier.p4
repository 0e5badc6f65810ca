// The ways in which v1model makes copies of a packet, chosen by its first byte; every copy tells what it is in its last bytes.
#include <core.p4>
#include <v1model.p4>

header order_t {
    bit<8> op;
    bit<8> rounds;
}

header told_t {
    bit<32> instance_type;
    bit<16> egress_rid;
    bit<16> kept;
    bit<32> packet_length;
}

struct headers_t {
    told_t told;
    order_t order;
}

struct meta_t {
    @field_list(1)
    bit<16> kept;
    bit<16> lost;
}

parser CopierParser(packet_in packet, out headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    state start {
        packet.extract(hdr.order);
        transition accept;
    }
}

control CopierVerify(inout headers_t hdr, inout meta_t meta) {
    apply {}
}

control CopierIngress(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    apply {
        standard.egress_spec = 1;
        if (hdr.order.op == 1) {
            standard.mcast_grp = 7;
        } else if (hdr.order.op == 2) {
            meta.kept = 0x1234;
            meta.lost = 0x5678;
            clone_preserving_field_list(CloneType.I2E, 5, 1);
            hdr.order.rounds = 99;
        } else if (hdr.order.op == 4 && standard.instance_type == 0) {
            meta.kept = 0x4321;
            resubmit_preserving_field_list(1);
        } else if (hdr.order.op == 7) {
            mark_to_drop(standard);
        } else if (hdr.order.op == 8) {
            standard.egress_spec = 300;
        }
    }
}

control CopierEgress(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    apply {
        if (hdr.order.op == 3 && standard.instance_type == 0) {
            meta.kept = 0xABCD;
            clone_preserving_field_list(CloneType.E2E, 5, 1);
        }
        if (hdr.order.op == 5 && hdr.order.rounds != 0) {
            hdr.order.rounds = hdr.order.rounds - 1;
            meta.kept = meta.kept + 1;
            recirculate_preserving_field_list(1);
        } else {
            hdr.told.setValid();
            hdr.told.instance_type = standard.instance_type;
            hdr.told.egress_rid = standard.egress_rid;
            hdr.told.kept = meta.kept + meta.lost;
            hdr.told.packet_length = standard.packet_length;
        }
        if (hdr.order.op == 6) {
            truncate(14);
        }
        if (hdr.order.op == 1 && standard.egress_port == 2) {
            mark_to_drop(standard);
        }
    }
}

control CopierCompute(inout headers_t hdr, inout meta_t meta) {
    apply {}
}

control CopierDeparser(packet_out packet, in headers_t hdr) {
    apply {
        packet.emit(hdr.told);
        packet.emit(hdr.order);
    }
}

V1Switch(CopierParser(), CopierVerify(), CopierIngress(), CopierEgress(), CopierCompute(), CopierDeparser()) main;
