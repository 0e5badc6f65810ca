// One object of each kind that P4Runtime knows, for tests of the server. Not meant to forward anything sensible.
#include <core.p4>
#include <v1model.p4>

@controller_header("packet_in")
header packet_in_t {
    bit<9> ingress_port;
    bit<7> _pad;
}

@controller_header("packet_out")
header packet_out_t {
    bit<9> egress_port;
    bit<7> _pad;
}

header ethernet_t {
    bit<48> dst;
    bit<48> src;
    bit<16> type;
}

header payload_t {
    bit<12> vlan;
    bit<4> unused;
    bit<32> src;
    bit<32> dst;
    bit<16> port;
    bit<8> protocol;
}

struct headers_t {
    packet_in_t packet_in;
    packet_out_t packet_out;
    ethernet_t ethernet;
    payload_t payload;
}

struct metadata_t {
    bit<2> colour;
}

struct service {
    @match(exact) bit<16> type;
    @match(range) bit<16> port;
}

struct learn {
    bit<48> mac;
    bit<9> port;
}

parser parse(packet_in packet, out headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard) {
    @id(0x03000001) @name("tunnels") value_set<bit<16>>(2) tunnels;
    @id(0x03000002) @name("services") value_set<service>(2) services;

    state start {
        transition select(standard.ingress_port) {
            255: parse_packet_out;
            default: parse_ethernet;
        }
    }

    state parse_packet_out {
        packet.extract(hdr.packet_out);
        transition parse_ethernet;
    }

    state parse_ethernet {
        packet.extract(hdr.ethernet);
        transition select(hdr.ethernet.type) {
            0x88b5: parse_payload;
            tunnels: parse_payload;
            default: parse_service;
        }
    }

    state parse_service {
        transition select(hdr.ethernet.type, hdr.ethernet.src[15:0]) {
            services: parse_payload;
            default: accept;
        }
    }

    state parse_payload {
        packet.extract(hdr.payload);
        transition accept;
    }
}

control ingress(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard) {
    @id(0x12000001) @name(".causes") counter(4, CounterType.packets_and_bytes) causes;
    @id(0x13000001) @name(".stations_counter") direct_counter(CounterType.packets_and_bytes) stations_counter;
    @id(0x14000001) @name(".punts") meter(4, MeterType.packets) punts;
    @id(0x15000001) @name(".stations_meter") direct_meter<bit<2>>(MeterType.bytes) stations_meter;
    @id(0x16000001) @name(".last_seen") register<bit<32>>(8) last_seen;
    @id(0x16000002) @name(".drift") register<int<12>>(2) drift;
    @id(0x11000001) @name(".balancer") @max_group_size(8) action_selector(HashAlgorithm.crc16, 64, 16) balancer;

    @id(0x01000001) @name(".forward") action forward(bit<9> port) {
        standard.egress_spec = port;
    }

    @id(0x01000002) @name(".discard") action discard() {
        mark_to_drop(standard);
    }

    @id(0x01000003) @name(".station_forward") action station_forward(bit<9> port) {
        standard.egress_spec = port;
        stations_counter.count();
        stations_meter.read(meta.colour);
    }

    @id(0x01000004) @name(".station_rewrite") action station_rewrite(bit<48> mac, bit<9> port) {
        hdr.ethernet.dst = mac;
        standard.egress_spec = port;
        stations_counter.count();
        stations_meter.read(meta.colour);
    }

    @id(0x01000005) @name(".unknown_station") action unknown_station() {
        digest<learn>(1, { hdr.ethernet.src, standard.ingress_port });
        stations_counter.count();
        stations_meter.read(meta.colour);
    }

    @id(0x02000001) @name(".stations") table stations {
        key = {
            hdr.ethernet.dst : exact @name("dst_mac");
            hdr.payload.vlan : exact @name("vlan");
        }
        actions = {
            station_forward;
            @defaultonly unknown_station;
            @tableonly station_rewrite;
        }
        default_action = unknown_station();
        counters = stations_counter;
        meters = stations_meter;
        support_timeout = true;
        size = 4;
    }

    @id(0x02000002) @name(".routes") table routes {
        key = {
            hdr.payload.dst : lpm @name("dst");
        }
        actions = {
            forward;
            discard;
        }
        default_action = discard();
        size = 1024;
    }

    @id(0x02000003) @name(".acl") table acl {
        key = {
            hdr.payload.src : ternary @name("src");
            hdr.payload.port : range @name("port");
            hdr.payload.protocol : optional @name("protocol");
        }
        actions = {
            discard;
        }
        const default_action = discard();
        size = 64;
    }

    @id(0x02000004) @name(".balanced") table balanced {
        key = {
            hdr.payload.dst : exact @name("dst");
            hdr.payload.src : selector;
        }
        actions = {
            forward;
        }
        implementation = balancer;
        size = 64;
    }

    @id(0x02000005) @name(".fixed") table fixed {
        key = {
            hdr.payload.protocol : exact @name("kind");
        }
        actions = {
            discard;
            @defaultonly NoAction;
        }
        const entries = {
            1 : discard();
        }
        default_action = NoAction();
        size = 2;
    }

    @id(0x02000006) @name(".keyless") table keyless {
        actions = {
            forward;
            @defaultonly NoAction;
        }
        default_action = NoAction();
    }

    apply {
        if (hdr.packet_out.isValid()) {
            standard.egress_spec = hdr.packet_out.egress_port;
            hdr.packet_out.setInvalid();
            return;
        }
        bit<2> colour;
        punts.execute_meter((bit<32>) 0, colour);
        causes.count((bit<32>) colour);
        last_seen.write(0, hdr.payload.src);
        drift.write(0, -1);
        keyless.apply();
        if (hdr.payload.isValid()) {
            fixed.apply();
            if (hdr.payload.protocol == 2) {
                routes.apply();
            } else if (hdr.payload.protocol == 3) {
                acl.apply();
            } else if (hdr.payload.protocol == 4) {
                balanced.apply();
            } else {
                stations.apply();
            }
        } else {
            hdr.packet_in.setValid();
            hdr.packet_in.ingress_port = standard.ingress_port;
            standard.egress_spec = 255;
        }
    }
}

control check(inout headers_t hdr, inout metadata_t meta) {
    apply {}
}

control egress(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t standard) {
    apply {}
}

control compute(inout headers_t hdr, inout metadata_t meta) {
    apply {}
}

control deparse(packet_out packet, in headers_t hdr) {
    apply {
        packet.emit(hdr.packet_in);
        packet.emit(hdr.ethernet);
        packet.emit(hdr.payload);
    }
}

V1Switch(parse(), check(), ingress(), egress(), compute(), deparse()) main;
