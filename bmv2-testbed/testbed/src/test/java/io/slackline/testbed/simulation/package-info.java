@NullMarked
package io.slackline.testbed.simulation;

import org.jspecify.annotations.NullMarked;
