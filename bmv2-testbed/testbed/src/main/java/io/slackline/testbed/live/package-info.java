/**
 * A running testbed: the network of a topology with switch, controller, agents and network functions alive in it.
 * Starting it waits until every node has joined; closing it stops everything in order.
 * Experiments talk to it through the control API, the command line and the load generator, as users do.
 */
@NullMarked
package io.slackline.testbed.live;

import org.jspecify.annotations.NullMarked;
