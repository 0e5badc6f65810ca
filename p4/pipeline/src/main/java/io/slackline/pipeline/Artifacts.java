package io.slackline.pipeline;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import p4.config.v1.P4Info;

/** What p4c made of the program. */
record Artifacts(P4Info p4Info, ByteString deviceConfig, long cookie) {

    /** From the resources of this module. */
    static Artifacts load(String deviceConfigName, String p4InfoName) {
        return of(read(deviceConfigName), read(p4InfoName), p4InfoName);
    }

    /**
     * @param p4InfoText P4Info in protobuf's text form
     * @param p4InfoName where it comes from, for errors
     */
    static Artifacts of(ByteString deviceConfig, ByteString p4InfoText, String p4InfoName) {
        P4Info.Builder p4Info = P4Info.newBuilder();
        try {
            TextFormat.merge(p4InfoText.toStringUtf8(), p4Info);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(p4InfoName + " is no P4Info text: " + e.getMessage(), e);
        }
        return new Artifacts(p4Info.build(), deviceConfig, cookie(deviceConfig, p4InfoText));
    }

    private static ByteString read(String name) {
        try (InputStream in = Artifacts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing: run p4/compile and build again");
            }
            return ByteString.readFrom(in);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name, e);
        }
    }

    private static long cookie(ByteString deviceConfig, ByteString p4Info) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(deviceConfig.asReadOnlyByteBuffer());
            digest.update(p4Info.asReadOnlyByteBuffer());
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
