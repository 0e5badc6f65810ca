package io.slackline.agent.control;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.slackline.api.v1.Assignments;
import io.slackline.api.v1.Registered;
import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agent must remember across its restarts: who it is for the switches, what it hosts, and how often it has started. With it, an agent
 * that starts while the controller is away serves and reports as before. Any thread may call it.
 */
public final class StateStore {
    private static final Logger log = LoggerFactory.getLogger(StateStore.class);

    private final Path directory;

    /** Makes the directory. */
    public StateStore(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException refused) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "stateDir: " + directory + " cannot be made: " + refused, refused);
        }
    }

    /**
     * Counts this start. Newer than all before in the serial arithmetic of the in-band reports, whose 16 bits are never 0. Without memory of an
     * earlier start it begins at the clock's seconds.
     */
    public synchronized long nextBootEpoch(Clock clock) {
        var file = directory.resolve("boot-epoch");
        long epoch;
        try {
            epoch = Files.exists(file)
                    ? Long.parseLong(Files.readString(file).strip()) + 1
                    : clock.instant().getEpochSecond();
        } catch (IOException | NumberFormatException unreadable) {
            log.warn("{} cannot be read ({}): the boot epoch begins anew", file, unreadable.toString());
            epoch = clock.instant().getEpochSecond();
        }
        if ((epoch & 0xFFFF) == 0) {
            epoch++;
        }
        write(file, Long.toString(epoch).getBytes(StandardCharsets.US_ASCII));
        return epoch;
    }

    public Optional<Registered> registered() {
        return read("registered.pb", Registered.parser());
    }

    public synchronized void save(Registered registered) {
        write(directory.resolve("registered.pb"), registered.toByteArray());
    }

    public Optional<Assignments> assignments() {
        return read("assignments.pb", Assignments.parser());
    }

    public synchronized void save(Assignments assignments) {
        write(directory.resolve("assignments.pb"), assignments.toByteArray());
    }

    private <T extends Message> Optional<T> read(String name, Parser<T> parser) {
        var file = directory.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.parseFrom(Files.readAllBytes(file)));
        } catch (InvalidProtocolBufferException corrupt) {
            log.warn("{} is corrupt and ignored: {}", file, corrupt.toString());
            return Optional.empty();
        } catch (IOException unreadable) {
            log.warn("{} cannot be read and is ignored: {}", file, unreadable.toString());
            return Optional.empty();
        }
    }

    /** Readable by the owner only: the token is a secret. */
    private static void write(Path file, byte[] bytes) {
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.deleteIfExists(partial);
            Files.createFile(
                    partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(partial, bytes);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            log.warn(
                    "{} cannot be written ({}): a restart of the agent needs the controller", file, refused.toString());
        }
    }
}
