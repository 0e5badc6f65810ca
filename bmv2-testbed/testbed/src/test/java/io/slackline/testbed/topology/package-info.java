/** Tests of the topology file and of the addresses that follow from it. */
@NullMarked
package io.slackline.testbed.topology;

import org.jspecify.annotations.NullMarked;
