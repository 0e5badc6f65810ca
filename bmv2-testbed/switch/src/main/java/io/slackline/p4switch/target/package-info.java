/**
 * What a P4 switch can be told and asked, in plain values: the boundary between the engine, which owns all state, and whatever
 * speaks to it from outside (the P4Runtime server, a test). Everything is named as in P4Info and as in the compiled program:
 * full names, never ids, so that the ids stay the business of the wire protocol.
 */
@NullMarked
package io.slackline.p4switch.target;

import org.jspecify.annotations.NullMarked;
