package io.slackline.agent.runtime;

import java.util.List;

/** A function that runs in a container of its own. */
@FunctionalInterface
public interface Container {
    /**
     * Prepares an instance, whose socket is in a directory of its own. The command makes the container: its child leads a process namespace, and the
     * first process of the container is a child of that.
     */
    List<String> command(Place place);
}
