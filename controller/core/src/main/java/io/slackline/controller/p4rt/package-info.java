/**
 * A P4Runtime client connection: arbitration, pipeline, batched writes whose failures name the entry, reads, packets.
 * It knows P4Runtime and nothing of Slackline's pipeline; what to write is decided in {@code device}.
 * Source: P4Runtime Specification 1.5.
 */
@NullMarked
package io.slackline.controller.p4rt;

import org.jspecify.annotations.NullMarked;
