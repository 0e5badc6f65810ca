/**
 * The operators' command line: one gRPC call per command, its answer as a table, JSON or YAML.
 * {@link io.slackline.cli.Main} wires it, {@code command} has one class per command group, {@code options} what they share, {@code view} the tables.
 * Data goes to stdout, words to stderr; exit codes: 0 good, 1 failed, 2 wrong usage, 3 no controller.
 */
@NullMarked
package io.slackline.cli;

import org.jspecify.annotations.NullMarked;
