package io.slackline.p4switch.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.rpc.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import p4.v1.Entity;
import p4.v1.Error;
import p4.v1.Update;

/**
 * Every error that a user can meet, word for word. A file of golden_errors holds an update in protobuf's text form (its first line
 * names the type), a line of dashes, and the code and message that it is refused with. With {@code -Dgolden.write=true} the
 * answers are written anew: read them before you commit them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenErrorsTest {

    private static final Path FILES = Path.of("src/test/resources/golden_errors");
    private static final String DASHES = "----";

    private final TestServer server = TestServer.withPrimary();

    @AfterAll
    void close() {
        server.close();
    }

    static Stream<Path> files() throws IOException {
        return Files.list(FILES)
                .filter(file -> file.toString().endsWith(".txt"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("files")
    void isRefusedInTheseWords(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int dashes = lines.contains(DASHES) ? lines.indexOf(DASHES) : lines.size();
        Update.Type type = Update.Type.valueOf(lines.getFirst());
        Entity entity = TestServer.entity(String.join("\n", lines.subList(1, dashes)));

        StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, () -> server.write(type, entity));
        Error error = EntitiesTest.errors(failure).getFirst();
        String answer = Code.forNumber(error.getCanonicalCode()) + ": " + error.getMessage();

        if (Boolean.getBoolean("golden.write")) {
            List<String> written = new ArrayList<>(lines.subList(0, dashes));
            written.add(DASHES);
            written.add(answer);
            Files.write(file, written);
        }
        assertEquals(answer, String.join("\n", Files.readAllLines(file)).replaceAll("(?s).*\n" + DASHES + "\n", ""));
    }
}
