/**
 * Options that commands share: where the controller is, how to print, how often to look again.
 * Each is a picocli mixin; parsing is all that happens here, and wrong values are usage errors (exit code 2).
 */
@NullMarked
package io.slackline.cli.options;

import org.jspecify.annotations.NullMarked;
