/** Tests of the benchmarks' output. */
@NullMarked
package io.slackline.testbed.bench;

import org.jspecify.annotations.NullMarked;
