/**
 * The target behind the P4Runtime server: holds the running program, its state and its engine, and keeps the packet path and the control
 * side apart with two locks.
 */
@NullMarked
package io.slackline.p4switch.device;

import org.jspecify.annotations.NullMarked;
