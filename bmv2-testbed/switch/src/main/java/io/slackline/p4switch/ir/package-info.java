/**
 * A program after loading: every name resolved to a place in the packet arena, an array index or a table index, every expression
 * typed by the range of values it can have. Immutable, and the only thing that engines know of a program.
 */
@NullMarked
package io.slackline.p4switch.ir;

import org.jspecify.annotations.NullMarked;
