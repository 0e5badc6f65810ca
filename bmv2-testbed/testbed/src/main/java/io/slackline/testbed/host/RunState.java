package io.slackline.testbed.host;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the persistent testbed of a user is found: {@code slackline-UID} in XDG_RUNTIME_DIR (which the sandbox leaves visible) or /tmp.
 */
public record RunState(Path directory) {
    private static final String KEEPER = "keeper.pid";
    private static final String SUPERVISOR = "supervisor.pid";

    public static RunState ofUser() {
        try {
            Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            Path runtime = Path.of(System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/tmp"));
            Path parent = Files.isDirectory(runtime) ? runtime : Path.of("/tmp");
            return new RunState(parent.resolve("slackline-" + uid));
        } catch (IOException e) {
            throw new SlacklineException(Code.INTERNAL, "/proc/self cannot be read: " + e, e);
        }
    }

    /** Makes the directory, for this user alone. Errors: FAILED_PRECONDITION when somebody else has it. */
    public void create() {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.getOwner(directory).equals(Files.getOwner(Path.of("/proc/self")))) {
                throw new SlacklineException(
                        Code.FAILED_PRECONDITION, directory + " belongs to another user; remove it first");
            }
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot make " + directory + ": " + e, e);
        }
    }

    /** The unix socket that leads to the controller. */
    public Path socket() {
        return directory.resolve("control.sock");
    }

    public Path topology() {
        return directory.resolve("topology.yaml");
    }

    public Path log() {
        return directory.resolve("testbed.log");
    }

    /** Appears when the testbed is up. */
    public Path ready() {
        return directory.resolve("ready");
    }

    /** The process outside of the namespaces, if it lives. */
    public Optional<ProcessHandle> keeper() {
        return living(KEEPER);
    }

    /** The process inside of the namespaces, if it lives. */
    public Optional<ProcessHandle> supervisor() {
        return living(SUPERVISOR);
    }

    void writeKeeper(long pid) throws IOException {
        Files.writeString(directory.resolve(KEEPER), Long.toString(pid));
    }

    void writeSupervisor(long pid) throws IOException {
        Files.writeString(directory.resolve(SUPERVISOR), Long.toString(pid));
    }

    private Optional<ProcessHandle> living(String file) {
        try {
            long pid = Long.parseLong(Files.readString(directory.resolve(file)).strip());
            // A process id may have been given anew: only one that runs the testbed is ours.
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(RunState::runsTestbed);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean runsTestbed(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .contains("io.slackline.testbed.Main");
        } catch (IOException e) {
            return false;
        }
    }

    /** Removes everything; true when there was something. */
    public boolean delete() {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
            return true;
        } catch (IOException e) {
            throw new SlacklineException(Code.FAILED_PRECONDITION, "cannot remove " + directory + ": " + e, e);
        }
    }
}
