package io.slackline.agent;

import java.nio.file.Path;

/**
 * Control groups (v1 {@code cpu}, or v2) that instances are put into; the agent needs the right to write their {@code cgroup.procs}.
 *
 * <p>Where nodes or their parts are kept apart by groups, SCHED_IDLE does not keep a starting instance out of the way of others: it counts only
 * within its group. A group with {@code cpu.idle} set does.
 *
 * @param warming while they start in the background
 * @param warm from then on
 */
public record InstanceCgroups(Path warming, Path warm) {}
