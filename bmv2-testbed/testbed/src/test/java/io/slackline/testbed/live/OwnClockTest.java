package io.slackline.testbed.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.slackline.testbed.host.MissingFromEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnClockTest {
    private static final long TOLERATED_SECONDS = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private OwnClock clock;

    @BeforeEach
    void create() {
        try {
            clock = OwnClock.create(directory.resolve("clock"));
        } catch (MissingFromEnvironment lack) {
            Assumptions.abort(lack.getMessage());
        }
    }

    @Test
    void isRightAtFirst() throws IOException {
        assertEquals(0, hoursOff());
    }

    @Test
    void stepsAddUp() throws IOException {
        clock.step(Duration.ofHours(3));
        assertEquals(3, hoursOff());
        clock.step(Duration.ofHours(-5));
        assertEquals(-2, hoursOff());
    }

    /** How many hours a process that has this clock is wrong by. */
    private long hoursOff() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("date", "+%s");
        builder.environment().putAll(clock.environment());
        String said = new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        long seconds = Long.parseLong(said.strip()) - Instant.now().getEpochSecond();
        return Math.floorDiv(seconds + TOLERATED_SECONDS, Duration.ofHours(1).toSeconds());
    }
}
