@NullMarked
package io.slackline.testbed.experiment;

import org.jspecify.annotations.NullMarked;
