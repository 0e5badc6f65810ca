/**
 * The launcher script, from the outside: exit codes, and above all that nothing outlives it.
 * Each test starts the real script as a process; what it leaves is looked for in {@code /proc}.
 */
@NullMarked
package io.slackline.testbed.launcher;

import org.jspecify.annotations.NullMarked;
