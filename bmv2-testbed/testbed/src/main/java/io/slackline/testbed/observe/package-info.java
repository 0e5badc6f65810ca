/**
 * A witness on the wires of the switch: sees reports come in and requests go out, with the kernel's time stamps.
 * It measures what the data plane does without asking anyone, so it also works while the controller is dead.
 */
@NullMarked
package io.slackline.testbed.observe;

import org.jspecify.annotations.NullMarked;
