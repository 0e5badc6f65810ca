package io.slackline.pipeline;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What {@code p4/compile --target tofino --output DIR} (or {@code tofino2}) left in a folder. The binary is of one chip and of one
 * compiler, so it is made where it is used and is no part of this module.
 *
 * @param p4Info text form
 * @param bfrt names and ids of the SDE's own runtime, JSON
 * @param context how entries become bits of the chip's memories, JSON
 * @param binary the chip's configuration
 */
record TofinoBuild(ByteString p4Info, ByteString bfrt, ByteString context, ByteString binary) {

    static final String PROGRAM = "slackline_tna";
    static final String P4_INFO = PROGRAM + ".p4info.txtpb";
    static final String BFRT = "bfrt.json";
    static final String CONTEXT = "context.json";
    static final String BINARY = "tofino.bin";

    /** Throws {@link IllegalArgumentException} that names the file which is missing or cannot be read. */
    static TofinoBuild read(Path folder) {
        return new TofinoBuild(
                bytes(folder, P4_INFO), bytes(folder, BFRT), bytes(folder, CONTEXT), bytes(folder, BINARY));
    }

    private static ByteString bytes(Path folder, String name) {
        Path file = folder.resolve(name);
        try {
            return ByteString.copyFrom(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "no " + name + " in " + folder.toAbsolutePath()
                            + ": make it by p4/compile --target tofino --output " + folder,
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file.toAbsolutePath() + ": " + e, e);
        }
    }
}
