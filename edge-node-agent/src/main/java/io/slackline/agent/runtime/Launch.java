package io.slackline.agent.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to be started.
 *
 * @param function for messages
 * @param environment the whole of it
 * @param log takes its output, at the end
 * @param group bounds it
 * @param limits of each of its processes
 * @param yield how it keeps out of the way from its first moment
 */
record Launch(
        String function,
        List<String> command,
        Path directory,
        Map<String, String> environment,
        Path log,
        InstanceGroups.Group group,
        ProcessLimits limits,
        StartPriority.Yield yield) {}
