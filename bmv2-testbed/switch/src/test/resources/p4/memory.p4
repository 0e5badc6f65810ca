// What a switch remembers: registers of several widths, counters, meters, digests, entries that expire, and profiles with a selector.
#include <core.p4>
#include <v1model.p4>

header request_t {
    bit<8> op;
    bit<32> index;
    bit<128> value;
}

struct headers_t {
    request_t request;
}

struct learn_t {
    bit<9> port;
    bit<32> index;
}

struct meta_t {
    bit<2> colour;
}

parser MemoryParser(packet_in packet, out headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    state start {
        packet.extract(hdr.request);
        transition accept;
    }
}

control MemoryVerify(inout headers_t hdr, inout meta_t meta) {
    apply {}
}

control MemoryIngress(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    register<bit<12>>(16) narrow;
    register<bit<64>>(16) full;
    register<bit<128>>(4) wide;
    counter(4, CounterType.packets_and_bytes) seen;
    meter(4, MeterType.packets) packets_meter;
    meter(4, MeterType.bytes) bytes_meter;

    action to(bit<9> port) {
        standard.egress_spec = port;
    }

    action drop() {
        mark_to_drop(standard);
    }

    table aging {
        key = {
            hdr.request.index: exact;
        }
        actions = {
            to;
            NoAction;
        }
        default_action = NoAction();
        support_timeout = true;
        size = 4;
    }

    action_selector(HashAlgorithm.crc32, 16, 16) shares;

    table spread {
        key = {
            hdr.request.op: exact;
            hdr.request.value: selector;
        }
        actions = {
            to;
            drop;
        }
        implementation = shares;
        size = 4;
    }

    action_profile(4) named;

    table shared_actions {
        key = {
            hdr.request.index: exact;
        }
        actions = {
            to;
            drop;
        }
        implementation = named;
        size = 4;
    }

    apply {
        standard.egress_spec = standard.ingress_port;
        if (hdr.request.op == 1) {
            narrow.write(hdr.request.index, hdr.request.value[11:0]);
            full.write(hdr.request.index, hdr.request.value[63:0]);
            wide.write(hdr.request.index, hdr.request.value);
        } else if (hdr.request.op == 2) {
            bit<12> n;
            narrow.read(n, hdr.request.index);
            hdr.request.value = (bit<128>)n;
        } else if (hdr.request.op == 3) {
            bit<64> f;
            full.read(f, hdr.request.index);
            hdr.request.value = (bit<128>)f;
        } else if (hdr.request.op == 4) {
            wide.read(hdr.request.value, hdr.request.index);
        } else if (hdr.request.op == 5) {
            seen.count(hdr.request.index);
        } else if (hdr.request.op == 6) {
            packets_meter.execute_meter(hdr.request.index, meta.colour);
            hdr.request.value = (bit<128>)meta.colour;
        } else if (hdr.request.op == 7) {
            bytes_meter.execute_meter(hdr.request.index, meta.colour);
            hdr.request.value = (bit<128>)meta.colour;
        } else if (hdr.request.op == 8) {
            digest<learn_t>(1, { standard.ingress_port, hdr.request.index });
        } else if (hdr.request.op == 9) {
            aging.apply();
        } else if (hdr.request.op == 10) {
            spread.apply();
        } else if (hdr.request.op == 11) {
            shared_actions.apply();
        } else if (hdr.request.op == 12) {
            bit<8> r;
            random(r, 8w3, 8w6);
            hdr.request.value = (bit<128>)r;
        } else if (hdr.request.op == 13) {
            hdr.request.value = (bit<128>)standard.ingress_global_timestamp;
        } else if (hdr.request.op == 14) {
            assert(hdr.request.index != 0);
        } else if (hdr.request.op == 15) {
            log_msg("index {} of {}", { hdr.request.index, hdr.request.op });
        }
    }
}

control MemoryEgress(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    apply {}
}

control MemoryCompute(inout headers_t hdr, inout meta_t meta) {
    apply {}
}

control MemoryDeparser(packet_out packet, in headers_t hdr) {
    apply {
        packet.emit(hdr.request);
    }
}

V1Switch(MemoryParser(), MemoryVerify(), MemoryIngress(), MemoryEgress(), MemoryCompute(), MemoryDeparser()) main;
