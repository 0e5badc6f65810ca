package io.slackline.agent.runtime;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one instance has to itself.
 *
 * @param name unique on the node
 * @param directory gone when it has ended
 * @param socketEntry likewise: its socket, or a directory that holds it
 * @param socket where it is expected to listen; nothing is there yet
 * @param port of the node's loopback where it may listen instead, free so far
 */
public record Place(String name, Path directory, Path socketEntry, Path socket, int port) {
    private static final Logger log = LoggerFactory.getLogger(Place.class);

    /** What is in it goes; nothing lives there any more. */
    void remove() {
        try {
            WorkDirectory.delete(directory);
            WorkDirectory.delete(socketEntry);
        } catch (UncheckedIOException leftBehind) {
            log.warn("cannot remove what instance {} left: {}", name, leftBehind.toString());
        }
    }
}
