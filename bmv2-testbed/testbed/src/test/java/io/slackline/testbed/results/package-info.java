/** Tests on runs that were made up. */
@NullMarked
package io.slackline.testbed.results;

import org.jspecify.annotations.NullMarked;
