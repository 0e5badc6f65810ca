package io.slackline.agent.harvest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The profiles of all tags, kept in a file across restarts: one line for each tag and hold, with the faded sums and the histogram's buckets. A
 * line that does not fit the present configuration is dropped.
 */
final class Profiles {
    private static final Logger log = LoggerFactory.getLogger(Profiles.class);
    private static final int FIELDS = 8;

    private final Path file;
    private final HarvestConfig config;
    private final Map<Tag, TagProfile> profiles = new LinkedHashMap<>();

    /** Reads what an earlier process has saved. */
    Profiles(Path file, HarvestConfig config) {
        this.file = file;
        this.config = config;
        if (Files.exists(file)) {
            try {
                Files.readAllLines(file).forEach(this::parse);
            } catch (IOException | NumberFormatException unreadable) {
                log.warn("{} is not used: {}", file, unreadable.toString());
                profiles.clear();
            }
        }
    }

    TagProfile of(Tag tag) {
        return profiles.computeIfAbsent(tag, fresh -> new TagProfile(config));
    }

    private void parse(String line) {
        var fields = line.split(" ");
        if (fields.length != FIELDS) {
            return;
        }
        var profile = of(new Tag(fields[0], Integer.parseInt(fields[1])));
        long holdMicros = Long.parseLong(fields[2]);
        for (int i = 0; i < profile.size(); i++) {
            if (profile.hold(i).toNanos() / 1000 == holdMicros) {
                var level = profile.level(i);
                level.nanos = Double.parseDouble(fields[3]);
                level.busyNanos = Double.parseDouble(fields[4]);
                level.packets = Double.parseDouble(fields[5]);
                level.lost = Double.parseDouble(fields[6]);
                for (var bucket : fields[7].split(",")) {
                    int colon = bucket.indexOf(':');
                    if (colon > 0) {
                        level.latency.add(
                                Integer.parseInt(bucket.substring(0, colon)),
                                Double.parseDouble(bucket.substring(colon + 1)));
                    }
                }
            }
        }
    }

    void save() {
        var text = new StringBuilder();
        profiles.forEach((tag, profile) -> append(text, tag, profile));
        var partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.writeString(partial, text);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            log.warn("{} cannot be written: NFs are profiled anew after a restart: {}", file, refused.toString());
        }
    }

    private static void append(StringBuilder text, Tag tag, TagProfile profile) {
        for (int i = 0; i < profile.size(); i++) {
            var level = profile.level(i);
            if (level.nanos == 0) {
                continue;
            }
            text.append(tag.nf()).append(' ').append(tag.packetBytes());
            text.append(' ').append(profile.hold(i).toNanos() / 1000);
            for (double value : new double[] {level.nanos, level.busyNanos, level.packets, level.lost}) {
                text.append(' ').append(Math.round(value));
            }
            text.append(' ');
            for (int bucket = 0; bucket < LatencyHistogram.BUCKETS; bucket++) {
                long count = Math.round(level.latency.count(bucket));
                if (count > 0) {
                    text.append(bucket).append(':').append(count).append(',');
                }
            }
            text.append(".\n");
        }
    }
}
