package io.slackline.common.tls;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** gRPC credentials from configuration. Unreadable files are INVALID_ARGUMENT with the file's name. */
public final class GrpcTls {
    private GrpcTls() {}

    /** Demands a certificate of every client; without configuration, clear text. */
    public static ServerCredentials server(Optional<TlsConfig> config) {
        if (config.isEmpty()) {
            return InsecureServerCredentials.create();
        }
        var tls = config.get();
        try {
            return TlsServerCredentials.newBuilder()
                    .keyManager(readable(tls.certificate()), readable(tls.privateKey()))
                    .trustManager(readable(tls.trustedCertificates()))
                    .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                    .build();
        } catch (IOException unreadable) {
            throw refused(unreadable);
        }
    }

    /** Shows a certificate and trusts only the configured authorities; without configuration, clear text. */
    public static ChannelCredentials client(Optional<TlsConfig> config) {
        if (config.isEmpty()) {
            return InsecureChannelCredentials.create();
        }
        var tls = config.get();
        try {
            return TlsChannelCredentials.newBuilder()
                    .keyManager(readable(tls.certificate()), readable(tls.privateKey()))
                    .trustManager(readable(tls.trustedCertificates()))
                    .build();
        } catch (IOException unreadable) {
            throw refused(unreadable);
        }
    }

    /** Trusts the given authorities and shows no certificate of its own. */
    public static ChannelCredentials anonymousClient(Path trustedCertificates) {
        try {
            return TlsChannelCredentials.newBuilder()
                    .trustManager(readable(trustedCertificates))
                    .build();
        } catch (IOException unreadable) {
            throw refused(unreadable);
        }
    }

    private static File readable(Path pem) {
        if (!Files.isReadable(pem)) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "TLS: " + pem + " cannot be read; expected a PEM file that this user may read");
        }
        return pem.toFile();
    }

    private static SlacklineException refused(IOException unreadable) {
        return new SlacklineException(
                Code.INVALID_ARGUMENT, "TLS: the PEM files cannot be used: " + unreadable.getMessage(), unreadable);
    }
}
