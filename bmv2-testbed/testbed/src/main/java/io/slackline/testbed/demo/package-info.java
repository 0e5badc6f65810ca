/**
 * The demonstration: three nodes, two functions, steady load; a migration by the command line, a node squeezed by its network
 * functions so that the switch steers away by itself, a drain. What the clients saw is the result.
 */
@NullMarked
package io.slackline.testbed.demo;

import org.jspecify.annotations.NullMarked;
