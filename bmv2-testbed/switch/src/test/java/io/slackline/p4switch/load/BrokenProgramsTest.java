package io.slackline.p4switch.load;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slackline.p4switch.Engine;
import io.slackline.p4switch.device.SwitchFixture;
import io.slackline.p4switch.target.TargetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs that are broken somewhere: they are refused with a {@link TargetException}, or run. Both ways of breaking, octets and parts of the
 * JSON, go on for a bounded time; {@code -Dslackline.fuzz.seconds=N} makes it longer, {@code -Dslackline.fuzz.seed=N} begins elsewhere (1).
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class BrokenProgramsTest {

    private static final Duration FUZZING = Duration.ofSeconds(Integer.getInteger("slackline.fuzz.seconds", 1));
    private static final long SEED = Long.getLong("slackline.fuzz.seed", 1);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final SplittableRandom random = new SplittableRandom(SEED);

    private record Place(JsonNode parent, String name, int index) {}

    @ParameterizedTest
    @ValueSource(strings = {"copier", "edges", "every_kind", "headers", "memory", "router"})
    void areRefusedOrRun(String program) throws IOException {
        byte[] json = SwitchFixture.resource("/p4/" + program + ".json");
        for (int length = 0; length < json.length; length += 1 + json.length / 50) {
            load(Arrays.copyOf(json, length));
        }
        Instant end = Instant.now().plus(FUZZING);
        while (Instant.now().isBefore(end)) {
            load(random.nextInt(3) == 0 ? withOtherOctets(json) : withOtherParts(json));
        }
    }

    private byte[] withOtherOctets(byte[] json) {
        byte[] changed = json.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private byte[] withOtherParts(byte[] json) throws IOException {
        JsonNode root = MAPPER.readTree(json);
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<Place> places = new ArrayList<>();
            collect(root, places);
            Place at = places.get(random.nextInt(places.size()));
            JsonNode with = other(places);
            switch (at.parent()) {
                case ObjectNode object -> {
                    if (random.nextInt(4) == 0) {
                        object.remove(at.name());
                    } else {
                        object.set(at.name(), with);
                    }
                }
                case ArrayNode array -> {
                    if (random.nextInt(4) == 0) {
                        array.remove(at.index());
                    } else {
                        array.set(at.index(), with);
                    }
                }
                default -> throw new IllegalStateException("a place in a leaf");
            }
        }
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void collect(JsonNode node, List<Place> places) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                places.add(new Place(object, member.getKey(), 0));
                collect(member.getValue(), places);
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                places.add(new Place(array, "", i));
                collect(array.get(i), places);
            }
        }
    }

    private JsonNode other(List<Place> places) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (random.nextInt(12)) {
            case 0 -> make.nullNode();
            case 1 -> make.textNode("");
            case 2 -> make.numberNode(-1);
            case 3 -> make.numberNode(0);
            case 4 -> make.numberNode(Integer.MAX_VALUE);
            case 5 -> make.numberNode(Long.MAX_VALUE);
            case 6 -> make.textNode("0x");
            case 7 -> make.textNode("0x" + "f".repeat(1 + random.nextInt(80)));
            case 8 -> make.arrayNode();
            case 9 -> make.objectNode();
            default -> {
                Place from = places.get(random.nextInt(places.size()));
                JsonNode copied = from.parent() instanceof ObjectNode object
                        ? object.path(from.name())
                        : from.parent().path(from.index());
                yield copied.isMissingNode() ? make.booleanNode(true) : copied.deepCopy();
            }
        };
    }

    private static void load(byte[] json) {
        for (Engine engine : Engine.values()) {
            SwitchFixture fixture = SwitchFixture.idle(engine);
            try {
                fixture.device().commit(fixture.device().load(json));
            } catch (TargetException _) {
                return;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                fail("seed " + SEED + ", " + engine + ": " + new String(json, StandardCharsets.ISO_8859_1), e);
            }
            fixture.send(1, "010203040506070809");
        }
    }
}
