/**
 * A P4Info bound to the program it describes: every id that a P4Runtime client may use, with the name, width and position that
 * the engine knows the same thing by. Binding fails where the two disagree, so that everything behind it may trust both. Each
 * look-up that fails names the object and lists the valid choices.
 */
@NullMarked
package io.slackline.p4switch.grpc.schema;

import org.jspecify.annotations.NullMarked;
