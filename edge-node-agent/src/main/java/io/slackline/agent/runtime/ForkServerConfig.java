package io.slackline.agent.runtime;

import io.slackline.common.config.Default;
import java.nio.file.Path;
import java.util.List;

/**
 * The fork server for Python functions.
 *
 * @param enabled without it every instance is a fresh interpreter
 * @param python functions whose command names this interpreter, without options, are forked
 * @param preload modules that it imports beside those of the standard library, for all functions to share
 */
public record ForkServerConfig(
        @Default("true") boolean enabled,
        @Default("/usr/bin/python3") Path python,
        List<String> preload) {}
