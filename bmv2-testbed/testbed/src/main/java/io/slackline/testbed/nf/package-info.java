/**
 * Network functions that forward real packets between two interfaces of a namespace, each a process of its own with its packet loop pinned
 * to a core: firewall, NAT, load balancer, and the same jobs done by the kernel's nftables; and the traffic that is sent through them and
 * measured at the far end. docs/testbed.md describes how they are put together.
 */
@NullMarked
package io.slackline.testbed.nf;

import org.jspecify.annotations.NullMarked;
