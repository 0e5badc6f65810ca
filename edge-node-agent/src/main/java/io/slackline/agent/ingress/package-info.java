/**
 * What clients and other agents talk to: HTTP/1.1 and UDP on the service addresses, HTTP/1.1 between agents. Sockets become\n * {@link io.slackline.agent.invoke.Exchange}s here and answers become bytes again; everything runs on one event loop.
 */
@NullMarked
package io.slackline.agent.ingress;

import org.jspecify.annotations.NullMarked;
