/**
 * Mutual TLS between the processes: one set of three PEM files, from configuration to gRPC credentials.
 * Where it is absent the processes speak in clear text, which is meant for loopback and testbeds.
 */
@NullMarked
package io.slackline.common.tls;

import org.jspecify.annotations.NullMarked;
