/**
 * The rules of the source tree as a whole, which no single module can test:
 * which module may know which, and that the documents name only commands that exist.
 * The reasons are in docs/decisions.
 */
@NullMarked
package io.slackline.testbed.architecture;

import org.jspecify.annotations.NullMarked;
