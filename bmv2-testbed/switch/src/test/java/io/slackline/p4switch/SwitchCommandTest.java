package io.slackline.p4switch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwitchCommandTest {

    private record Outcome(int code, String err) {}

    private static Outcome run(String... args) {
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code = Main.run(args);
            return new Outcome(code, err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            -i veth1                         | 'veth1': expected PORT@INTERFACE, for example 1@veth1
            -i x@veth1                       | 'x@veth1': 'x' is no port number
            -i 511@veth1                     | '511@veth1': port 511; valid: 0 to 510
            -i 1@a -i 1@b                    | -i gives port 1 twice
            -i 5@a --cpu-port 5              | -i 5@a is the CPU port
            --cpu-port 511                   | --cpu-port 511; valid: 1 to 510, but not the drop port 511
            --device-id 0                    | --device-id 0; valid: 1 and above
            --grpc-server-addr localhost     | 'localhost': expected HOST:PORT, for example 127.0.0.1:9559
            --grpc-server-addr 127.0.0.1:p   | '127.0.0.1:p': 'p' is no port number
            --no-p4 a.json                   | --no-p4 and the program a.json exclude each other
            --p4info a.txtpb                 | --p4info belongs to a JSON, and none is given
            --log-level loud                 | --log-level loud; valid: trace, debug, info, warn, error, off
            --colour                         | Unknown option: '--colour'
            """)
    void wrongUsageIsExitCode2AndSaysWhatIsRight(String line, String message) {
        Outcome outcome = run(line.split(" "));
        assertEquals(2, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains(message), outcome.err());
    }

    @Test
    void bmv2sFormWithTargetFlagsBehindDashesIsUnderstood() {
        Outcome outcome = run("--no-p4", "--thrift-port", "9090", "--", "--cpu-port", "511");
        assertEquals(2, outcome.code());
        assertTrue(outcome.err().contains("--cpu-port 511; valid"), outcome.err());
    }

    @Test
    void aProgramThatCannotBeReadIsExitCode1(@TempDir Path directory) throws Exception {
        Outcome missing = run(
                "--grpc-server-addr",
                "127.0.0.1:0",
                directory.resolve("none.json").toString());
        assertEquals(1, missing.code(), missing.err());
        assertTrue(missing.err().contains("there is no file"), missing.err());

        Path broken = Files.writeString(directory.resolve("broken.json"), "{ no json");
        Outcome refused = run("--grpc-server-addr", "127.0.0.1:0", broken.toString());
        assertEquals(1, refused.code(), refused.err());
    }

    @Test
    void helpIsNoFailure() {
        assertEquals(0, Main.run("--help"));
    }
}
