/**
 * What every Slackline process shares: one vocabulary of errors ({@link io.slackline.common.SlacklineException}) and its form on the wire
 * ({@link io.slackline.common.GrpcErrors}). Typed configuration, TLS and output formats live in the packages below.
 * Nothing in here knows what a switch, a node or a function is.
 */
@NullMarked
package io.slackline.common;

import org.jspecify.annotations.NullMarked;
