/**
 * The runtime {@code oci}: images, unpacked once, and instances of them in containers that crun makes. Processes, limits and logs are those of the
 * package {@code runtime}.
 */
@NullMarked
package io.slackline.agent.oci;

import org.jspecify.annotations.NullMarked;
