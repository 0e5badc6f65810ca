package io.slackline.p4switch;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import io.slackline.p4switch.target.TargetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import p4.config.v1.P4Info;
import p4.v1.ForwardingPipelineConfig;
import p4.v1.Update;
import p4.v1.WriteRequest;

/** Reads what p4c wrote: the JSON for bmv2, and P4Info in text or binary form. */
final class PipelineFiles {

    static byte[] json(Path file) throws IOException {
        return read(file);
    }

    static ForwardingPipelineConfig pipeline(Path json, Path p4Info) throws IOException {
        return ForwardingPipelineConfig.newBuilder()
                .setP4DeviceConfig(ByteString.copyFrom(read(json)))
                .setP4Info(p4Info(p4Info))
                .build();
    }

    private static P4Info p4Info(Path file) throws IOException {
        byte[] bytes = read(file);
        if (isBinary(file)) {
            try {
                return P4Info.parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                throw TargetException.invalid(file + " is no P4Info in binary form: " + e.getMessage());
            }
        }
        try {
            return TextFormat.parse(new String(bytes, StandardCharsets.UTF_8), P4Info.class);
        } catch (TextFormat.ParseException e) {
            throw TargetException.invalid(file + " is no P4Info in text form: line " + e.getMessage()
                    + " (binary form is expected of names that end in .bin, .pb or .binpb)");
        }
    }

    /** The updates of a {@code p4.v1.WriteRequest} in text form, or binary where the name ends so. */
    static List<Update> updates(Path file) throws IOException {
        byte[] bytes = read(file);
        try {
            return (isBinary(file)
                            ? WriteRequest.parseFrom(bytes)
                            : TextFormat.parse(new String(bytes, StandardCharsets.UTF_8), WriteRequest.class))
                    .getUpdatesList();
        } catch (InvalidProtocolBufferException | TextFormat.ParseException e) {
            throw new TargetException(
                    TargetException.Code.INVALID_ARGUMENT, file + " is no p4.v1.WriteRequest: " + e.getMessage(), e);
        }
    }

    static String text(Path file) throws IOException {
        return new String(read(file), StandardCharsets.UTF_8);
    }

    private static boolean isBinary(Path file) {
        String name = file.toString();
        return name.endsWith(".bin") || name.endsWith(".pb") || name.endsWith(".binpb");
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        }
    }

    private PipelineFiles() {}
}
