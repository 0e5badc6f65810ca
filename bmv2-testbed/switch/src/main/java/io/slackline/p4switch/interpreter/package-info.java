/**
 * The reference engine: a program as a tree of small nodes over a packet arena, each packet run to completion on one thread. Plain on
 * purpose; a faster engine is held against it.
 */
@NullMarked
package io.slackline.p4switch.interpreter;

import org.jspecify.annotations.NullMarked;
