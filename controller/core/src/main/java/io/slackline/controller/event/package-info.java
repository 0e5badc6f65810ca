/**
 * What happened, told to whoever listens.
 * Every reader has its own bounded queue: a slow one loses the oldest and delays nobody.
 */
@NullMarked
package io.slackline.controller.event;

import org.jspecify.annotations.NullMarked;
