/**
 * Network namespaces as values: made, linked and addressed by batches of the {@code ip} command, entered by threads and processes.
 * What {@code ip} cannot do (checksum offloads, sysctls) is done by a thread that has entered the namespace.
 * Everything here happens inside the private sandbox, whose end takes it all away.
 */
@NullMarked
package io.slackline.testbed.netns;

import org.jspecify.annotations.NullMarked;
