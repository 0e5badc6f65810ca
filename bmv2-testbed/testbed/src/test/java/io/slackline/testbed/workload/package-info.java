/** Functions of the workload and streams of requests. */
@NullMarked
package io.slackline.testbed.workload;

import org.jspecify.annotations.NullMarked;
