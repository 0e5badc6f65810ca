package io.slackline.pipeline;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import p4.config.v1.P4Info;

/** What p4c made of the program, as it lies among the resources of this module. */
record Artifacts(P4Info p4Info, ByteString deviceConfig, long cookie) {

    static Artifacts load(String deviceConfigName, String p4InfoName) {
        byte[] deviceConfig = read(deviceConfigName);
        byte[] p4InfoText = read(p4InfoName);
        P4Info.Builder p4Info = P4Info.newBuilder();
        try {
            TextFormat.merge(new String(p4InfoText, StandardCharsets.UTF_8), p4Info);
        } catch (TextFormat.ParseException e) {
            throw new IllegalStateException("resource " + p4InfoName + " is no P4Info text: " + e.getMessage(), e);
        }
        return new Artifacts(p4Info.build(), ByteString.copyFrom(deviceConfig), cookie(deviceConfig, p4InfoText));
    }

    private static byte[] read(String name) {
        try (InputStream in = Artifacts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing: run p4/compile and build again");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name, e);
        }
    }

    private static long cookie(byte[] deviceConfig, byte[] p4Info) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(deviceConfig);
            digest.update(p4Info);
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
