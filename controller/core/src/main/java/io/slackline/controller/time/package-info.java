/**
 * Time as the controller's parts see it: clocks and timers by injection.
 * Tests move it by hand; nothing else in the controller asks the system for the time.
 */
@NullMarked
package io.slackline.controller.time;

import org.jspecify.annotations.NullMarked;
