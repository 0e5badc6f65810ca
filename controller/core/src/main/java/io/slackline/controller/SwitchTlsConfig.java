package io.slackline.controller;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.slackline.common.tls.GrpcTls;
import io.slackline.common.tls.TlsConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to speak TLS with a switch's P4Runtime server.
 *
 * @param trustedCertificates PEM of the authorities whose certificate the switch must show
 * @param certificate PEM chain that the controller shows, where the switch asks for one
 * @param privateKey PEM, PKCS#8, of that certificate
 */
public record SwitchTlsConfig(Path trustedCertificates, Optional<Path> certificate, Optional<Path> privateKey) {
    public SwitchTlsConfig {
        if (certificate.isPresent() != privateKey.isPresent()) {
            throw new IllegalArgumentException("expected certificate and privateKey, or neither of them");
        }
    }

    /** Without configuration, clear text. Errors: INVALID_ARGUMENT when a file cannot be read. */
    public static ChannelCredentials credentials(Optional<SwitchTlsConfig> config) {
        return config.map(SwitchTlsConfig::credentials).orElseGet(InsecureChannelCredentials::create);
    }

    private ChannelCredentials credentials() {
        return certificate.isPresent()
                ? GrpcTls.client(
                        Optional.of(new TlsConfig(certificate.get(), privateKey.orElseThrow(), trustedCertificates)))
                : GrpcTls.anonymousClient(trustedCertificates);
    }
}
