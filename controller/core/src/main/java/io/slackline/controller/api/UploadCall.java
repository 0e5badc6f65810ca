package io.slackline.controller.api;

import io.grpc.stub.StreamObserver;
import io.slackline.api.v1.ArtifactChunk;
import io.slackline.api.v1.UploadArtifactResponse;
import io.slackline.controller.artifact.ArtifactStore;
import io.slackline.controller.artifact.ArtifactStore.Upload;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One artifact coming in. gRPC asks the client for the next chunk when this one is written. */
final class UploadCall implements StreamObserver<ArtifactChunk> {
    private final ArtifactStore artifacts;
    private final StreamObserver<UploadArtifactResponse> out;
    private @Nullable Upload upload;
    private boolean failed;

    UploadCall(ArtifactStore artifacts, StreamObserver<UploadArtifactResponse> out) {
        this.artifacts = artifacts;
        this.out = out;
    }

    @Override
    public void onNext(ArtifactChunk chunk) {
        if (failed) {
            return;
        }
        try {
            begun().write(chunk.getData().toByteArray());
        } catch (IOException | RuntimeException refused) {
            fail(refused);
        }
    }

    private Upload begun() throws IOException {
        var begun = upload;
        if (begun == null) {
            begun = artifacts.upload();
            upload = begun;
        }
        return begun;
    }

    private void fail(Exception why) {
        failed = true;
        discard();
        out.onError(Calls.status(why));
    }

    @Override
    public void onError(Throwable gone) {
        discard();
    }

    private void discard() {
        var begun = upload;
        upload = null;
        if (begun != null) {
            begun.close();
        }
    }

    @Override
    public void onCompleted() {
        if (failed) {
            return;
        }
        try {
            var stored = begun().finish();
            discard();
            out.onNext(UploadArtifactResponse.newBuilder()
                    .setSha256(stored.sha256())
                    .setSizeBytes(stored.sizeBytes())
                    .build());
            out.onCompleted();
        } catch (IOException | RuntimeException refused) {
            fail(refused);
        }
    }
}
