/**
 * The life of a packet, told: which packets are traced (filters, sessions), the engine that runs those through the reference
 * interpreter with a recorder on its nodes, and how what it recorded is served and shown. Nobody traces: nothing of this runs.
 */
@NullMarked
package io.slackline.p4switch.trace;

import org.jspecify.annotations.NullMarked;
