/** Interrupt coalescing of network devices through the ethtool ioctl of Linux; all native calls for it are here. */
@NullMarked
package io.slackline.agent.ethtool;

import org.jspecify.annotations.NullMarked;
