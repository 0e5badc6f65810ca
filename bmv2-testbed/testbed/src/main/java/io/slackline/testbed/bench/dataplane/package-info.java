/**
 * {@code bench dataplane}: the embedded switch's engine, its packets between real links against bmv2's, its tables under
 * writes, and how well it steers. Each measurement runs in a JVM of its own and prints what it found, a line for each sample.
 */
@NullMarked
package io.slackline.testbed.bench.dataplane;

import org.jspecify.annotations.NullMarked;
