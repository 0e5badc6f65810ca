package io.slackline.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9700", "[::1]:0", "controller.example:65535"})
    void printsWhatItParsed(String text) {
        assertEquals(text, HostAndPort.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9700", ":9700", "host:", "host:port", "host:65536", "host:-1", "::1:9700", " :1"})
    void refusesEverythingElse(String text) {
        var refused = assertThrows(IllegalArgumentException.class, () -> HostAndPort.parse(text));
        assertEquals("expected HOST:PORT", String.valueOf(refused.getMessage()).substring(0, 18));
    }

    @Test
    void takesTheBracketsOffAnIpv6Address() {
        assertEquals(new HostAndPort("fd00::1", 80), HostAndPort.parse("[fd00::1]:80"));
    }
}
