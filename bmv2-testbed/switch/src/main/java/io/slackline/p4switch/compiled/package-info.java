/**
 * The fast engine: a program translated at load time into a hidden class of straight bytecode, its places in the arena, widths and arrays
 * constants of the code. Behaviour is {@code interpreter}'s, to which rare operations (variable-length fields, numbers beyond 64 bits,
 * headers that the packet decides) are left one by one, as nodes called from the code.
 */
@NullMarked
package io.slackline.p4switch.compiled;

import org.jspecify.annotations.NullMarked;
