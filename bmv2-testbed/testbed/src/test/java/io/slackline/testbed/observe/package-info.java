/** Tests of the witness on the wire with hand-made frames and sightings. */
@NullMarked
package io.slackline.testbed.observe;

import org.jspecify.annotations.NullMarked;
