package io.slackline.testbed.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleFunctionTest {
    private static final int DATAGRAM = 1472;

    @Test
    void digestComputesWhatItSays(@TempDir Path directory) throws Exception {
        Path cases = SampleFunction.DIGEST.writeCases(directory);
        for (int i = 0; i < 64; i++) {
            byte[] link = Files.readAllBytes(cases.resolve(i + ".txt"));
            for (int round = 0; round < 1000; round++) {
                link = MessageDigest.getInstance("SHA-256").digest(link);
            }
            String expected = "%s %04x%n".formatted(HexFormat.of().formatHex(link), matrixChecksum(link));
            assertEquals(expected, Files.readString(cases.resolve(i + ".txt.answer")));
        }
    }

    private static long matrixChecksum(byte[] seed) {
        long[][] m = new long[8][8];
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                m[i][j] = ((seed[i] & 0xff) * (seed[31 - j] & 0xff) + i + j) % 65521;
            }
        }
        long sum = 0;
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                for (int k = 0; k < 8; k++) {
                    sum += m[i][k] * m[k][j];
                }
            }
        }
        return sum % 65521;
    }

    @Test
    void wordsAreCountedAndTextsFitIntoADatagram(@TempDir Path directory) throws Exception {
        Path cases = SampleFunction.WORDS.writeCases(directory);
        for (int i = 0; i < 64; i++) {
            String text = Files.readString(cases.resolve(i + ".txt"));
            assertTrue(text.length() < DATAGRAM - 9, "text " + i + " has " + text.length() + " characters");
            String answer = Files.readString(cases.resolve(i + ".txt.answer"));
            long words = java.util.regex.Pattern.compile("[a-z']+")
                    .matcher(text.toLowerCase(java.util.Locale.ROOT))
                    .results()
                    .count();
            assertTrue(answer.startsWith("words=" + words + " "), answer);
            assertTrue(answer.contains(" headings=2 items=4 "), answer);
        }
    }

    @Test
    void markdownBecomesHtml(@TempDir Path directory) throws Exception {
        Path cases = SampleFunction.WORDS.writeCases(directory);
        Files.writeString(cases.resolve("own"), "# A & b\n\nx **y** `z<` *\nmore\n- i\n- j\n\nend");
        Process python = new ProcessBuilder(
                        SampleFunction.python(), "-c", "import words; print(words.html(open('own').read())[0])")
                .directory(cases.toFile())
                .redirectErrorStream(true)
                .start();
        String page = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("""
                <h1>A &amp; b</h1>
                <p>x <strong>y</strong> <code>z&lt;</code> * more</p>
                <ul>
                <li>i</li>
                <li>j</li>
                </ul>
                <p>end</p>
                """, page);
    }

    @Test
    void theArtifactIsTheSameEveryTime() {
        for (SampleFunction function : SampleFunction.values()) {
            assertEquals(function.artifact(), function.artifact());
        }
    }
}
