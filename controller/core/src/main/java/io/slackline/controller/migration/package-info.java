/**
 * Make-before-break changes of who serves a function: migrations, offloads, deployments.
 * Each is an explicit state machine with one owner, journaled before it acts, resumed after a restart.
 */
@NullMarked
package io.slackline.controller.migration;

import org.jspecify.annotations.NullMarked;
