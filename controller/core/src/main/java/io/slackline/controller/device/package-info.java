/**
 * Makes the switches be what the controller wants.
 * The rest of the controller says what all switches shall hold; one session for each switch finds the difference and writes it.
 */
@NullMarked
package io.slackline.controller.device;

import org.jspecify.annotations.NullMarked;
