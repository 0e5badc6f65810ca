// Stacks, unions, a variable-length header, lookahead and a value set.
#include <core.p4>
#include <v1model.p4>

header kind_t {
    bit<8> kind;
}

header label_t {
    bit<7> value;
    bit<1> last;
}

header options_t {
    bit<8> length;
    varbit<64> data;
}

header short_t {
    bit<8> tag;
    bit<8> value;
}

header long_t {
    bit<8> tag;
    bit<24> value;
}

header_union either_t {
    short_t s;
    long_t l;
}

header mark_t {
    bit<8> value;
}

struct headers_t {
    kind_t kind;
    mark_t mark;
    label_t[3] labels;
    options_t options;
    either_t either;
}

struct meta_t {}

parser HeadersParser(packet_in packet, out headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    value_set<bit<8>>(4) known_kinds;

    state start {
        packet.extract(hdr.kind);
        transition select(hdr.kind.kind) {
            1: labels;
            2: options;
            3: either;
            known_kinds: known;
            default: accept;
        }
    }

    state labels {
        packet.extract(hdr.labels.next);
        transition select(hdr.labels.last.last) {
            1: accept;
            default: labels;
        }
    }

    state options {
        bit<8> length = packet.lookahead<bit<8>>();
        packet.extract(hdr.options, (bit<32>)length * 8);
        transition accept;
    }

    state either {
        transition select(packet.lookahead<bit<8>>()) {
            0x51: short;
            0x52 &&& 0xFE: long;
        }
    }

    state short {
        packet.extract(hdr.either.s);
        transition accept;
    }

    state long {
        packet.extract(hdr.either.l);
        transition accept;
    }

    state known {
        hdr.mark.setValid();
        hdr.mark.value = 0xAA;
        transition accept;
    }
}

control HeadersVerify(inout headers_t hdr, inout meta_t meta) {
    apply {}
}

control HeadersIngress(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    apply {
        standard.egress_spec = standard.ingress_port;
        if (standard.parser_error != error.NoError) {
            hdr.mark.setValid();
            if (standard.parser_error == error.PacketTooShort) {
                hdr.mark.value = 1;
            } else if (standard.parser_error == error.NoMatch) {
                hdr.mark.value = 2;
            } else if (standard.parser_error == error.StackOutOfBounds) {
                hdr.mark.value = 3;
            } else if (standard.parser_error == error.HeaderTooShort) {
                hdr.mark.value = 4;
            }
        } else if (hdr.labels[0].isValid()) {
            if (hdr.labels[0].value == 1) {
                hdr.labels.push_front(1);
                hdr.labels[0].setValid();
                hdr.labels[0].value = 0x7F;
                hdr.labels[0].last = 0;
            } else if (hdr.labels[0].value == 2) {
                hdr.labels.pop_front(1);
            } else if (hdr.labels[0].value == 3) {
                hdr.labels[2] = hdr.labels[1];
            }
        } else if (hdr.either.s.isValid()) {
            hdr.either.l.setValid();
            hdr.either.l.tag = 0x52;
            hdr.either.l.value = 0x010203;
        }
    }
}

control HeadersEgress(inout headers_t hdr, inout meta_t meta, inout standard_metadata_t standard) {
    apply {}
}

control HeadersCompute(inout headers_t hdr, inout meta_t meta) {
    apply {}
}

control HeadersDeparser(packet_out packet, in headers_t hdr) {
    apply {
        packet.emit(hdr.kind);
        packet.emit(hdr.mark);
        packet.emit(hdr.labels);
        packet.emit(hdr.options);
        packet.emit(hdr.either);
    }
}

V1Switch(HeadersParser(), HeadersVerify(), HeadersIngress(), HeadersEgress(), HeadersCompute(), HeadersDeparser()) main;
