/**
 * The edge node agent: one process per NFV server. {@link io.slackline.agent.Main} reads the configuration, {@link
 * io.slackline.agent.AgentServer} wires the parts: control link, hosted functions, ingress, slack harvester, in-band reports.
 */
@NullMarked
package io.slackline.agent;

import org.jspecify.annotations.NullMarked;
