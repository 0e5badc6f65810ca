/** Tests of the charts. */
@NullMarked
package io.slackline.testbed.report;

import org.jspecify.annotations.NullMarked;
