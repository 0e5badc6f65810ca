package io.slackline.agent.runtime;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where the unix sockets of an agent's instances are: in its state directory, or, because their paths hold 107 bytes at most (unix(7)), in one
 * place for temporary files when that is too deep. The same state directory gives the same place, so what a crash leaves is found again.
 */
public final class SocketDirectory {
    private static final int LONGEST_DIRECTORY = 60;
    private static final int LONGEST_NAME = 40;

    private final Path path;

    /** Makes it, empty. */
    public SocketDirectory(Path stateDir) {
        var inside = stateDir.toAbsolutePath().resolve("sockets");
        path = inside.toString().length() <= LONGEST_DIRECTORY
                ? inside
                : Path.of(System.getProperty("java.io.tmpdir"), "slackline-" + Integer.toHexString(inside.hashCode()));
        try {
            WorkDirectory.delete(path);
            Files.createDirectories(path.getParent());
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException refused) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "no place for sockets at " + path, refused);
        }
    }

    /** A path that does not exist. Ends with the last characters of the name when that is too long. */
    public Path socket(String name) {
        return path.resolve(name.substring(Math.max(0, name.length() - LONGEST_NAME)));
    }

    /** A directory of that name, made now, for sockets of users that are not the agent's: whoever can name it may write to it. */
    Path directory(String name) {
        var made = socket(name);
        try {
            Files.createDirectory(made);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxrwxrwx"));
            return made;
        } catch (IOException refused) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "no place for a socket at " + made, refused);
        }
    }

    /** Removes it. */
    public void delete() {
        WorkDirectory.delete(path);
    }
}
