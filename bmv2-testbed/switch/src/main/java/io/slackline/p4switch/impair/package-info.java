/**
 * Harm to packets at ports, on purpose: loss, duplicates, flipped bits, delay, reordering. Not every kernel has netem. A port that is left in
 * peace costs one look into an array per packet, and the thread that lets delayed packets go starts with the first of them.
 */
@NullMarked
package io.slackline.p4switch.impair;

import org.jspecify.annotations.NullMarked;
