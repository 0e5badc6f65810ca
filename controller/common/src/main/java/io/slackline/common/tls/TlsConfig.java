package io.slackline.common.tls;

import java.nio.file.Path;

/**
 * The PEM files of one process.
 *
 * @param certificate PEM chain that this process shows to its peers, its own certificate first
 * @param privateKey PEM, PKCS#8, of that certificate
 * @param trustedCertificates PEM of the authorities whose certificates peers must show
 */
public record TlsConfig(Path certificate, Path privateKey, Path trustedCertificates) {}
