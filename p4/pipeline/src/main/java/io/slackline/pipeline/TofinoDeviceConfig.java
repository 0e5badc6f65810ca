package io.slackline.pipeline;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The two forms in which servers for Tofino take a compiled program as {@code p4_device_config}. */
final class TofinoDeviceConfig {

    /** p4c names the only pipeline of a program so, and puts it on all four pipes that a chip can have. */
    private static final String PROFILE = "pipe";

    private static final int[] PIPES = {0, 1, 2, 3};

    private TofinoDeviceConfig() {}

    /**
     * Protobuf message {@code BfPipelineConfig} {p4_name = 1, bfruntime_info = 2, profiles = 3 {profile_name = 1, context = 2, binary = 3,
     * pipe_scope = 4}}; the only form that {@code stratum_bfrt} takes (Stratum, stratum/hal/lib/barefoot/bf.proto).
     */
    static ByteString stratum(TofinoBuild build) {
        ByteString profile = message(out -> {
            out.writeString(1, PROFILE);
            out.writeBytes(2, build.context());
            out.writeBytes(3, build.binary());
            out.writeByteArray(4, pipes());
        });
        return message(out -> {
            out.writeString(1, TofinoBuild.PROGRAM);
            out.writeBytes(2, build.bfrt());
            out.writeBytes(3, profile);
        });
    }

    /** Little-endian: length and program name, length and binary, length and context. */
    static ByteString bfSwitchd(TofinoBuild build) {
        return lengthAnd(ByteString.copyFrom(TofinoBuild.PROGRAM, StandardCharsets.US_ASCII))
                .concat(lengthAnd(build.binary()))
                .concat(lengthAnd(build.context()));
    }

    private static ByteString lengthAnd(ByteString bytes) {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.size())
                .flip();
        return ByteString.copyFrom(length).concat(bytes);
    }

    /** A packed repeated field of small numbers: one byte each. */
    private static byte[] pipes() {
        byte[] packed = new byte[PIPES.length];
        for (int i = 0; i < PIPES.length; i++) {
            packed[i] = (byte) PIPES[i];
        }
        return packed;
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static ByteString message(Fields fields) {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("into memory", e);
        }
        return bytes.toByteString();
    }
}
