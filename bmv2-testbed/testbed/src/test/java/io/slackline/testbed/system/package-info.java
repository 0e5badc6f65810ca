/**
 * Whole-system tests: switch, controller, agents and functions as processes, real packets between network namespaces.
 * Each scenario runs in a JVM of its own inside the launcher's sandbox; the JUnit test starts it and passes its failure on.
 */
@NullMarked
package io.slackline.testbed.system;

import org.jspecify.annotations.NullMarked;
