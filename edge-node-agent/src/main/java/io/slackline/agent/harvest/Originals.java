package io.slackline.agent.harvest;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers what settings of the machine were before the agent changed them, in a file that is on the disk before the first change is made. So
 * they can be given back however the agent ends: at its exit, or at its next start.
 */
final class Originals {
    private static final Logger log = LoggerFactory.getLogger(Originals.class);

    /** One setting of the machine, named so that a later process finds it again. */
    interface Setting {
        /** Stable, without spaces, such as {@code defer/eth0/gro_flush_timeout}. */
        String id();

        long read() throws IOException;

        void write(long value) throws IOException;
    }

    /** Finds the setting of an id. */
    interface Finder {
        Setting find(String id) throws IOException;
    }

    private final Path file;
    private final Map<String, Long> saved = new LinkedHashMap<>();
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    Originals(Path file) {
        this.file = file;
    }

    /** Gives back what an earlier process has changed and not given back. What cannot be found any more is left behind, and said. */
    void replay(Finder finder) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            for (var line : Files.readAllLines(file)) {
                var words = line.split(" ");
                if (words.length == 2) {
                    replay(words[0], words[1], finder);
                }
            }
            Files.delete(file);
        } catch (IOException unreadable) {
            log.error("{} cannot be replayed: {}", file, unreadable.toString());
        }
    }

    private static void replay(String id, String value, Finder finder) {
        try {
            finder.find(id).write(Long.parseLong(value));
            log.warn("{} is {} again, as before an earlier agent ended in the middle of harvesting", id, value);
        } catch (IOException | NumberFormatException lost) {
            log.warn("{} cannot be set back to {}: {}", id, value, lost.toString());
        }
    }

    /** Must come before the first change of a setting; harmless later. */
    void save(Setting setting) throws IOException {
        if (saved.containsKey(setting.id())) {
            return;
        }
        saved.put(setting.id(), setting.read());
        settings.put(setting.id(), setting);
        try {
            write();
        } catch (IOException unsaved) {
            saved.remove(setting.id());
            settings.remove(setting.id());
            throw unsaved;
        }
    }

    /** What the setting was; only after {@link #save}. */
    long original(Setting setting) {
        var value = saved.get(setting.id());
        if (value == null) {
            throw new IllegalStateException("not saved: " + setting.id());
        }
        return value;
    }

    /** Gives all back. */
    void restore() {
        boolean all = true;
        for (var entry : settings.entrySet()) {
            try {
                entry.getValue().write(original(entry.getValue()));
            } catch (IOException refused) {
                all = false;
                log.error(
                        "{} cannot be set back to {}: {}",
                        entry.getKey(),
                        saved.get(entry.getKey()),
                        refused.toString());
            }
        }
        if (all && !settings.isEmpty()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException stays) {
                log.warn("{} cannot be removed: {}", file, stays.toString());
            }
        }
    }

    private void write() throws IOException {
        var text = new StringBuilder();
        saved.forEach((id, value) -> text.append(id).append(' ').append(value).append('\n'));
        Files.createDirectories(file.toAbsolutePath().getParent());
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.writeString(partial, text, StandardCharsets.UTF_8);
        try (var channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
