package io.slackline.cli;

import com.google.protobuf.ByteString;
import io.grpc.StatusException;
import io.slackline.api.v1.ArtifactChunk;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Brings a file to the controller's artifact store. */
public final class ArtifactUpload {
    private static final int CHUNK_BYTES = 256 << 10;

    private final Controller controller;
    private final Console console;

    public ArtifactUpload(Controller controller, Console console) {
        this.controller = controller;
        this.console = console;
    }

    /** The hex SHA-256 under which it is stored. Errors: NOT_FOUND when there is no such file, and the controller's refusals. */
    public String upload(Path file) throws InterruptedException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new SlacklineException(Code.NOT_FOUND, "--artifact: there is no file " + file);
        }
        try (var content = Files.newInputStream(file)) {
            var call = controller.upload().uploadArtifact();
            for (var chunk = content.readNBytes(CHUNK_BYTES);
                    chunk.length > 0;
                    chunk = content.readNBytes(CHUNK_BYTES)) {
                call.write(ArtifactChunk.newBuilder()
                        .setData(ByteString.copyFrom(chunk))
                        .build());
            }
            call.halfClose();
            var stored = call.read();
            if (stored == null) {
                throw new SlacklineException(
                        Code.INTERNAL, "the controller closed the upload of " + file + " without an answer");
            }
            console.err()
                    .println("stored " + file + " as " + stored.getSha256() + " (" + stored.getSizeBytes() + " bytes)");
            return stored.getSha256();
        } catch (StatusException refused) {
            throw refused.getStatus().asRuntimeException(refused.getTrailers());
        }
    }
}
