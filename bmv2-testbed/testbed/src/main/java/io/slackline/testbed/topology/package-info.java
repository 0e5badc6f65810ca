/**
 * What a testbed consists of: the topology file as records, the addresses that follow from it, and the network built from both.
 * The base namespace holds the controller; the switch, every node and every client have one of their own.
 * A management bridge reaches all of them; requests and reports travel only through the switch.
 */
@NullMarked
package io.slackline.testbed.topology;

import org.jspecify.annotations.NullMarked;
