/**
 * What a running program remembers between packets, and the rules for changing it: tables as immutable snapshots that the packet
 * path reads without locks, and cells (counters, meters, registers) that belong to the packet path.
 */
@NullMarked
package io.slackline.p4switch.state;

import org.jspecify.annotations.NullMarked;
