// What programs seldom do: hashes with parameters of their own, a value set over several fields, a select that nothing matches, loops that the
// packet decides, a drop through a copy of the metadata.
#include <core.p4>
#include <v1model.p4>

header request_t {
    bit<8> op;
    bit<48> address;
    bit<32> number;
}

header told_t {
    bit<16> crc16;
    bit<32> crc32;
    bit<8> error_code;
    bit<8> marked;
    bit<32> sum;
}

struct headers_t {
    told_t told;
    request_t request;
}

struct meta_t {
    bit<8> marked;
}

struct known_t {
    bit<48> address;
    bit<32> number;
}

parser EdgesParser(packet_in packet, out headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    value_set<known_t>(4) known;

    state start {
        packet.extract(hdr.request);
        transition select(hdr.request.op) {
            1: look_up;
            2: unmatched;
            default: accept;
        }
    }

    state look_up {
        transition select(hdr.request.address, hdr.request.number) {
            known: mark;
            default: accept;
        }
    }

    state mark {
        meta.marked = 1;
        transition accept;
    }

    state unmatched {
        transition select(hdr.request.number) {
            7: mark;
            8: accept;
        }
    }
}

control EdgesVerify(inout headers_t hdr, inout meta_t meta) {
    apply {}
}

control EdgesIngress(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    action hashed() {
        hash(hdr.told.crc16, HashAlgorithm.crc16_custom, 16w0, { hdr.request.address, hdr.request.number }, 32w0x10000);
        hash(hdr.told.crc32, HashAlgorithm.crc32_custom, 32w0, { hdr.request.address, hdr.request.number }, 64w0x100000000);
    }

    action summed() {
        bit<32> sum = 0;
        for (bit<32> i = 0; i < hdr.request.number; i = i + 1) {
            sum = sum + i;
        }
        hdr.told.sum = sum;
    }

    action drop(inout standard_metadata_t of) {
        mark_to_drop(of);
    }

    table work {
        key = {
            hdr.request.op: exact;
        }
        actions = {
            hashed;
            summed;
            drop(standard);
            NoAction;
        }
        const entries = {
            3: summed();
            4: drop(standard);
        }
        default_action = hashed();
    }

    apply {
        standard.egress_spec = 2;
        hdr.told.setValid();
        hdr.told.crc16 = 0;
        hdr.told.crc32 = 0;
        hdr.told.sum = 0;
        hdr.told.marked = meta.marked;
        if (standard.parser_error == error.NoError) {
            hdr.told.error_code = 0;
        } else if (standard.parser_error == error.NoMatch) {
            hdr.told.error_code = 2;
        } else {
            hdr.told.error_code = 9;
        }
        work.apply();
    }
}

control EdgesEgress(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    apply {}
}

control EdgesCompute(inout headers_t hdr, inout meta_t meta) {
    apply {}
}

control EdgesDeparser(packet_out packet, in headers_t hdr) {
    apply {
        packet.emit(hdr.told);
        packet.emit(hdr.request);
    }
}

V1Switch(EdgesParser(), EdgesVerify(), EdgesIngress(), EdgesEgress(), EdgesCompute(), EdgesDeparser()) main;
