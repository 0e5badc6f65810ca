// Computes with what is in the packet and sends the answer back: operators at and beyond 64 bits, signed numbers, saturation, slices, hashes.
#include <core.p4>
#include <v1model.p4>

header operands_t {
    bit<8> op;
    bit<64> a;
    bit<64> b;
    bit<128> wide_a;
    bit<128> wide_b;
    int<32> signed_a;
    int<32> signed_b;
    bit<8> small_a;
    bit<8> small_b;
}

header results_t {
    bit<64> narrow;
    bit<128> wide;
    bit<32> hash;
    bit<8> small;
}

struct headers_t {
    operands_t operands;
    results_t results;
}

struct meta_t {}

parser CalculatorParser(packet_in packet, out headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    state start {
        packet.extract(hdr.operands);
        transition accept;
    }
}

control CalculatorVerify(inout headers_t hdr, inout meta_t meta) {
    apply {}
}

control CalculatorIngress(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    apply {
        hdr.results.setValid();
        hdr.results.narrow = 0;
        hdr.results.wide = 0;
        hdr.results.hash = 0;
        hdr.results.small = 0;
        standard.egress_spec = standard.ingress_port;
        bit<64> a = hdr.operands.a;
        bit<64> b = hdr.operands.b;
        bit<128> x = hdr.operands.wide_a;
        bit<128> y = hdr.operands.wide_b;
        int<32> s = hdr.operands.signed_a;
        int<32> t = hdr.operands.signed_b;
        bit<8> p = hdr.operands.small_a;
        bit<8> q = hdr.operands.small_b;
        if (hdr.operands.op == 1) {
            hdr.results.narrow = a + b;
            hdr.results.wide = x + y;
            hdr.results.small = p |+| q;
        } else if (hdr.operands.op == 2) {
            hdr.results.narrow = a - b;
            hdr.results.wide = x - y;
            hdr.results.small = p |-| q;
        } else if (hdr.operands.op == 3) {
            hdr.results.narrow = a * b;
            hdr.results.wide = x * y;
            hdr.results.small = p & ~q;
        } else if (hdr.operands.op == 4) {
            hdr.results.narrow = a << q;
            hdr.results.wide = x << q;
            hdr.results.small = p ^ q;
        } else if (hdr.operands.op == 5) {
            hdr.results.narrow = a >> q;
            hdr.results.wide = x >> q;
            hdr.results.small = (bit<8>)(bit<32>)(s >> q);
        } else if (hdr.operands.op == 6) {
            hdr.results.narrow = a < b ? 64w1 : 64w0;
            hdr.results.wide = x < y ? 128w1 : 128w0;
            hdr.results.small = s < t ? 8w1 : 8w0;
        } else if (hdr.operands.op == 7) {
            hdr.results.narrow = a[31:0] ++ b[63:32];
            hdr.results.wide = x[63:0] ++ y[127:64];
            hdr.results.small = p[3:0] ++ q[7:4];
            hdr.results.wide[71:64] = 0xEE;
        } else if (hdr.operands.op == 8) {
            hdr.results.narrow = a |+| b;
            hdr.results.wide = x |+| y;
            hdr.results.small = (bit<8>)(bit<32>)(s |+| t);
        } else if (hdr.operands.op == 9) {
            hash(hdr.results.hash, HashAlgorithm.crc32, 32w0, { hdr.operands.a, hdr.operands.b }, 33w0x100000000);
        } else if (hdr.operands.op == 10) {
            hash(hdr.results.hash, HashAlgorithm.crc16, 32w0, { hdr.operands.a, hdr.operands.b }, 33w0x100000000);
        } else if (hdr.operands.op == 11) {
            hash(hdr.results.hash, HashAlgorithm.csum16, 32w0, { hdr.operands.a, hdr.operands.b }, 33w0x100000000);
        } else if (hdr.operands.op == 12) {
            hash(hdr.results.hash, HashAlgorithm.xor16, 32w0, { hdr.operands.a, hdr.operands.b }, 33w0x100000000);
        } else if (hdr.operands.op == 13) {
            hash(hdr.results.hash, HashAlgorithm.identity, 32w0, { hdr.operands.small_a, hdr.operands.small_b }, 33w0x100000000);
        } else if (hdr.operands.op == 14) {
            hash(hdr.results.hash, HashAlgorithm.crc32, 32w100, { hdr.operands.a }, 32w10);
        }
    }
}

control CalculatorEgress(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    apply {}
}

control CalculatorCompute(inout headers_t hdr, inout meta_t meta) {
    apply {}
}

control CalculatorDeparser(packet_out packet, in headers_t hdr) {
    apply {
        packet.emit(hdr.results);
    }
}

V1Switch(CalculatorParser(), CalculatorVerify(), CalculatorIngress(), CalculatorEgress(), CalculatorCompute(), CalculatorDeparser()) main;
