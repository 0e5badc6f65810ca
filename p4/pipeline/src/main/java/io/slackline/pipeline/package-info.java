/**
 * The typed Java view of Slackline's P4 pipeline: entries, counters, packets and digests as records, found in P4Info by name.
 * Values are checked here, at the edge; what passes is what the switch takes. The programs themselves are in {@code src/main/p4}.
 * Nothing here talks to a switch: it translates between records and P4Runtime messages.
 */
@NullMarked
package io.slackline.pipeline;

import org.jspecify.annotations.NullMarked;
