package io.slackline.p4switch.grpc.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.slackline.p4switch.target.TargetException;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class StringTranslationTest {

    private final StringTranslation ports = new StringTranslation("port_id_t", 9);

    @Test
    void decimalNumbersAreThemselves() {
        assertEquals(BigInteger.valueOf(7), ports.number("7"));
        assertEquals("7", ports.string(BigInteger.valueOf(7)));
        assertEquals("12", ports.string(BigInteger.valueOf(12)), "what only the data plane knows");
    }

    @Test
    void otherStringsGetNumbersAndKeepThem() {
        BigInteger uplink = ports.number("Ethernet0");
        assertEquals(uplink, ports.number("Ethernet0"));
        assertEquals("Ethernet0", ports.string(uplink));
        assertNotEquals(uplink, ports.number("Ethernet1"));
        assertEquals(BigInteger.valueOf(509), uplink, "below the drop port and the one before it");
    }

    @Test
    void aNumberThatIsTakenIsNotTakenTwice() {
        BigInteger uplink = ports.number("Ethernet0");
        assertNotEquals(uplink, ports.number(uplink.toString()));
        assertNotEquals(BigInteger.valueOf(600), ports.number("600"), "does not fit nine bits");
        assertNotEquals(ports.number("7"), ports.number("007"));
    }

    @Test
    void theTypesWidthIsTheLimit() {
        StringTranslation small = new StringTranslation("t", 2);
        small.number("a");
        small.number("b");
        assertEquals(
                TargetException.Code.RESOURCE_EXHAUSTED,
                assertThrows(TargetException.class, () -> small.number("c")).code());
    }
}
