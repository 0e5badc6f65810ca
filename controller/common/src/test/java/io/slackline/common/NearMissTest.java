package io.slackline.common;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearMissTest {
    private static final List<String> COMMANDS = List.of("demo", "doctor", "function", "migrate", "migration");

    @Test
    void findsTheNearestName() {
        assertEquals(Optional.of("migrate"), NearMiss.of("migrat", COMMANDS));
        assertEquals(Optional.of("doctor"), NearMiss.of("dcotor", COMMANDS));
        assertEquals(Optional.of("function"), NearMiss.of("Functoin", COMMANDS));
    }

    @Test
    void suggestsNothingForAStrangeWord() {
        assertEquals(Optional.empty(), NearMiss.of("kubernetes", COMMANDS));
        assertEquals("", NearMiss.hint("x", COMMANDS));
        assertEquals("; did you mean \"demo\"?", NearMiss.hint("deme", COMMANDS));
    }
}
