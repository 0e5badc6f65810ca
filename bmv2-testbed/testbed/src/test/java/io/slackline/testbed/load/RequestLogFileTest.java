package io.slackline.testbed.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RequestLogFileTest {
    @Test
    void readsWhatItWrote(@TempDir Path directory) throws IOException {
        RequestLog log = new RequestLog(List.of("a", "b"));
        for (int i = 0; i < 70_000; i++) {
            int id = log.begin(i % 2, 1_000L * i);
            log.sent(id, 1_000L * i + 7);
            if (i % 3 == 0) {
                log.answeredBy(id, log.nodeIndex("n" + i % 5), 0xcafe0000 + i, i);
                assertTrue(log.end(id, Outcome.OK, 1_000L * i + 500));
                assertFalse(log.end(id, Outcome.TIMEOUT, 0));
            }
        }
        log.duplicate();
        Path file = directory.resolve("log");
        RequestLogFile.write(log, file);
        RequestLog read = RequestLogFile.read(file);
        assertEquals(log.size(), read.size());
        assertEquals(List.of("a", "b"), read.flows());
        assertEquals(log.nodes(), read.nodes());
        assertEquals(1, read.duplicates());
        for (int id = 0; id < log.size(); id++) {
            assertEquals(log.flow(id), read.flow(id));
            assertEquals(log.outcome(id), read.outcome(id));
            assertEquals(log.node(id), read.node(id));
            assertEquals(log.intendedNanos(id), read.intendedNanos(id));
            assertEquals(log.completedNanos(id), read.completedNanos(id));
            assertEquals(log.sentAfterNanos(id), read.sentAfterNanos(id));
            assertEquals(log.instance(id), read.instance(id));
            assertEquals(log.run(id), read.run(id));
        }
    }

    @Test
    void refusesOtherFiles(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("x"), "something else entirely");
        assertThrows(IOException.class, () -> RequestLogFile.read(file));
    }
}
