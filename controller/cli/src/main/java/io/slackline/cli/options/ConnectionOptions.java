package io.slackline.cli.options;

import io.grpc.ChannelCredentials;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import io.slackline.common.config.HostAndPort;
import io.slackline.common.tls.GrpcTls;
import io.slackline.common.tls.TlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Where the controller is and how to trust it. */
public final class ConnectionOptions {
    private static final String DEFAULT_SERVER = "127.0.0.1:9700";

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "The controller; default ${DEFAULT-VALUE} or $SLACKLINE_SERVER.",
            defaultValue = "${env:SLACKLINE_SERVER:-" + DEFAULT_SERVER + "}")
    private HostAndPort server = HostAndPort.parse(DEFAULT_SERVER);

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "PEM of the authorities to trust; without it, clear text.")
    private Optional<Path> trustedCertificates = Optional.empty();

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "PEM of the certificate to show; needs --private-key and --cacert.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--private-key", paramLabel = "FILE", description = "PEM (PKCS#8) of that certificate's key.")
    private Optional<Path> privateKey = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long to wait for an answer; default ${DEFAULT-VALUE}.",
            defaultValue = "30s")
    private Duration timeout = Duration.ofSeconds(30);

    /** Those of the command that was run; the defaults where it has none. */
    public static ConnectionOptions of(CommandLine command) {
        return command.getMixins().values().stream()
                .filter(ConnectionOptions.class::isInstance)
                .map(ConnectionOptions.class::cast)
                .findFirst()
                .orElseGet(ConnectionOptions::new);
    }

    public HostAndPort server() {
        return server;
    }

    public Duration timeout() {
        return timeout;
    }

    /** Throws INVALID_ARGUMENT for a combination that means nothing. */
    public ChannelCredentials credentials() {
        if (certificate.isPresent() != privateKey.isPresent()) {
            throw new SlacklineException(Code.INVALID_ARGUMENT, "--cert and --private-key go together");
        }
        if (certificate.isPresent() && trustedCertificates.isEmpty()) {
            throw new SlacklineException(Code.INVALID_ARGUMENT, "--cert and --private-key need --cacert");
        }
        if (certificate.isPresent()) {
            return GrpcTls.client(Optional.of(
                    new TlsConfig(certificate.get(), privateKey.orElseThrow(), trustedCertificates.orElseThrow())));
        }
        return trustedCertificates.map(GrpcTls::anonymousClient).orElseGet(() -> GrpcTls.client(Optional.empty()));
    }
}
