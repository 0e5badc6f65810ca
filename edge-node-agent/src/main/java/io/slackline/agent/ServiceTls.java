package io.slackline.agent;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * What service addresses show to clients that come with TLS.
 *
 * @param certificate PEM, the chain
 * @param privateKey PEM, PKCS #8
 */
public record ServiceTls(Path certificate, Path privateKey) {
    /** Errors: INVALID_ARGUMENT. */
    SslContext context() {
        try {
            return context(SslContextBuilder.forServer(certificate.toFile(), privateKey.toFile()));
        } catch (SSLException | IllegalArgumentException unusable) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT,
                    "serviceTls: " + certificate + " and " + privateKey + " cannot be used: " + unusable.getMessage(),
                    unusable);
        }
    }

    /** Adds what HTTP/2 needs. */
    static SslContext context(SslContextBuilder builder) throws SSLException {
        return builder.sslProvider(SslProvider.JDK)
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1))
                .build();
    }
}
