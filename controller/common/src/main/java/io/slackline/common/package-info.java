/** What every Slackline process shares. */
@NullMarked
package io.slackline.common;

import org.jspecify.annotations.NullMarked;
