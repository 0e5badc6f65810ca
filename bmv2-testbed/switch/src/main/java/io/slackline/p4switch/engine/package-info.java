/**
 * What moves a packet through a program, whatever executes the program: the interface that engines implement, where their packets go,
 * and the causes for which they drop.
 */
@NullMarked
package io.slackline.p4switch.engine;

import org.jspecify.annotations.NullMarked;
