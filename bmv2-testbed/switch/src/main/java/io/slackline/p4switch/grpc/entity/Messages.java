package io.slackline.p4switch.grpc.entity;

import static io.slackline.p4switch.target.TargetException.invalid;

import com.google.protobuf.UnsafeByteOperations;
import io.slackline.p4switch.grpc.schema.DigestSchema;
import io.slackline.p4switch.grpc.schema.HeaderSchema;
import io.slackline.p4switch.grpc.schema.Parameter;
import io.slackline.p4switch.grpc.schema.Schema;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import p4.v1.DigestList;
import p4.v1.PacketIn;
import p4.v1.PacketMetadata;
import p4.v1.PacketOut;

/** What travels on the stream: packets with their metadata, and digests. Immutable. */
public final class Messages {

    private final Schema schema;

    public Messages(Schema schema) {
        this.schema = schema;
    }

    /**
     * Writes a packet-in.
     *
     * @param packet as the pipeline sent it to the CPU port: its header first
     */
    public PacketIn packetIn(byte[] packet) {
        HeaderSchema header = schema.packetIn();
        PacketIn.Builder message = PacketIn.newBuilder();
        List<BigInteger> values = header.layout().values(packet);
        for (int i = 0; i < header.fields().size(); i++) {
            message.addMetadataBuilder()
                    .setMetadataId(header.fields().get(i).id())
                    .setValue(Codec.encode(values.get(i), header.fields().get(i).text()));
        }
        return message.setPayload(
                        UnsafeByteOperations.unsafeWrap(header.layout().payload(packet)))
                .build();
    }

    /**
     * Reads a packet-out.
     *
     * @return the packet as the pipeline expects it from the CPU port: its header first
     */
    public byte[] packetOut(PacketOut message) {
        HeaderSchema header = schema.packetOut();
        List<Parameter> fields = header.fields();
        @Nullable BigInteger[] given = new @Nullable BigInteger[fields.size()];
        for (PacketMetadata metadata : message.getMetadataList()) {
            int position = position(header, metadata.getMetadataId());
            Parameter field = fields.get(position);
            if (given[position] != null) {
                throw invalid("packet_out: metadata " + field.describe() + " is given twice");
            }
            given[position] = Codec.decode(
                    metadata.getValue(),
                    field.widthBits(),
                    field.text(),
                    () -> "packet_out, metadata " + field.describe());
        }
        List<BigInteger> values = new ArrayList<>(given.length);
        for (int i = 0; i < given.length; i++) {
            BigInteger value = given[i];
            if (value == null && !isPadding(fields.get(i))) {
                throw invalid("packet_out: metadata " + fields.get(i).describe() + " is missing; expected: "
                        + describe(fields));
            }
            values.add(value == null ? BigInteger.ZERO : value);
        }
        if (values.size() < header.layout().widthsBits().size()) {
            values.add(BigInteger.ZERO);
        }
        return header.layout().join(values, message.getPayload().toByteArray());
    }

    /** Writes a list of digests. */
    public DigestList digests(io.slackline.p4switch.target.DigestList list) {
        DigestSchema digest = schema.digests().require(list.digest());
        DigestList.Builder message = DigestList.newBuilder()
                .setDigestId(digest.id())
                .setListId(list.listId())
                .setTimestamp(list.timestampNanos());
        list.digests().forEach(values -> message.addData(P4Values.encode(digest.type(), values)));
        return message.build();
    }

    private static int position(HeaderSchema header, int id) {
        for (int i = 0; i < header.fields().size(); i++) {
            if (header.fields().get(i).id() == id) {
                return i;
            }
        }
        throw invalid("packet_out has no metadata " + id
                + (header.fields().isEmpty() ? "; the program has none" : "; valid: " + describe(header.fields())));
    }

    /** Padding has no meaning; clients that leave it out do no harm. */
    private static boolean isPadding(Parameter field) {
        return field.name().startsWith("_pad")
                || field.name().equals("pad")
                || field.name().startsWith("padding");
    }

    private static String describe(List<Parameter> fields) {
        return fields.stream().map(Parameter::describe).collect(Collectors.joining(", "));
    }
}
