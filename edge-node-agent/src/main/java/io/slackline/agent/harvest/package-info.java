/**
 * The slack harvester (NEMO, section 4.2): while functions need CPU it makes network functions take their packets in bursts, as far as their
 * measured latency and throughput stay within bounds, and undoes it afterwards. Everything belongs to the agent's measuring thread.
 */
@NullMarked
package io.slackline.agent.harvest;

import org.jspecify.annotations.NullMarked;
