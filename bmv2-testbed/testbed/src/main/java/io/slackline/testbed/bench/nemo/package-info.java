/**
 * The experiments of the NEMO paper, section 5, on the agent of this project: functions beside a network function that carries packets, on the
 * same core. docs/testbed.md says what runs where and what is compared with what.
 */
@NullMarked
package io.slackline.testbed.bench.nemo;

import org.jspecify.annotations.NullMarked;
