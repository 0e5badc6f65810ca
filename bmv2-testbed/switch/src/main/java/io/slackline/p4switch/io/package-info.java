/**
 * Ports: where packets come from and go to. A port only moves bytes; the loops that feed the device are here and in
 * {@code afpacket}.
 */
@NullMarked
package io.slackline.p4switch.io;

import org.jspecify.annotations.NullMarked;
