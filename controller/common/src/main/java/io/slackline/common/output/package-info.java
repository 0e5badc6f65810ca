/**
 * How data is shown to people and to programs: tables, JSON and YAML.
 * Messages and records become one tree of maps, lists and plain values ({@link io.slackline.common.output.Tree}); the writers know only trees.
 * Nothing here initialises a JSON library: a command line that answers in a fifth of a second has no time for one.
 */
@NullMarked
package io.slackline.common.output;

import org.jspecify.annotations.NullMarked;
