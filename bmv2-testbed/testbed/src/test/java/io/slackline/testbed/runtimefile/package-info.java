@NullMarked
package io.slackline.testbed.runtimefile;

import org.jspecify.annotations.NullMarked;
