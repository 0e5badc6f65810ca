/**
 * The machine that a run takes place on: what it offers and lacks, the private namespaces that a run is put into, the state of
 * a persistent testbed, and what crashed runs have left behind.
 */
@NullMarked
package io.slackline.testbed.host;

import org.jspecify.annotations.NullMarked;
