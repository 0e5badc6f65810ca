/** Tests against values from tables and other programs. */
@NullMarked
package io.slackline.testbed.statistics;

import org.jspecify.annotations.NullMarked;
