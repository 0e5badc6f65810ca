/**
 * Migrations that the controller starts by itself: rules look at the present and propose, one place decides.
 * All are off until an operator turns them on; none acts on a moment, each waits out its dwell.
 */
@NullMarked
package io.slackline.controller.policy;

import org.jspecify.annotations.NullMarked;
