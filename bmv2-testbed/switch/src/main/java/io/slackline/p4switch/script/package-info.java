/**
 * Runtime commands in the form of bmv2's {@code simple_switch_CLI}, as files: what p4lang's tutorials and many tests carry beside a
 * program. Names and values become calls of the target; nothing here knows P4Runtime.
 */
@NullMarked
package io.slackline.p4switch.script;

import org.jspecify.annotations.NullMarked;
