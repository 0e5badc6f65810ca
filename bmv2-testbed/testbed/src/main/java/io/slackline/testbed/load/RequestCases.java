package io.slackline.testbed.load;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Request texts whose answers are known beforehand. A request's body is its id as eight hexadecimal digits, a newline and the text; a good
 * answer is "ID NODE INSTANCE RUN", a newline and exactly the known answer.
 */
final class RequestCases {
    static final int ID_DIGITS = 8;
    private static final int MAX_WORDS = 4;

    private final List<Case> cases;

    private RequestCases(List<Case> cases) {
        this.cases = cases;
    }

    /** Loads N.txt with N.txt.answer, N from 0 without gaps. */
    static RequestCases load(Path directory) {
        List<Case> found = new ArrayList<>();
        try {
            for (int i = 0; Files.exists(directory.resolve(i + ".txt")); i++) {
                found.add(new Case(
                        Files.readAllBytes(directory.resolve(i + ".txt")),
                        Files.readAllBytes(directory.resolve(i + ".txt.answer"))));
            }
        } catch (IOException e) {
            throw new SlacklineException(Code.INVALID_ARGUMENT, "cases in " + directory + ": " + e, e);
        }
        if (found.isEmpty()) {
            throw new SlacklineException(
                    Code.INVALID_ARGUMENT, "no cases in %s: 0.txt and 0.txt.answer are the first".formatted(directory));
        }
        return new RequestCases(List.copyOf(found));
    }

    byte[] body(int request) {
        byte[] text = of(request).text();
        byte[] body = new byte[ID_DIGITS + 1 + text.length];
        writeId(request, body);
        body[ID_DIGITS] = '\n';
        System.arraycopy(text, 0, body, ID_DIGITS + 1, text.length);
        return body;
    }

    /** The request that an answer belongs to, by its first word; −1 when it names none. */
    static int requestOf(byte[] answer, int from, int to) {
        if (to - from < ID_DIGITS) {
            return -1;
        }
        int id = 0;
        for (int i = from; i < from + ID_DIGITS; i++) {
            int digit = HexFormat.isHexDigit(answer[i]) ? HexFormat.fromHexDigit(answer[i]) : -1;
            if (digit < 0) {
                return -1;
            }
            id = (id << 4) | digit;
        }
        return id;
    }

    /** Whether the answer is the request's; if so, its first line is noted in the log. */
    boolean check(int request, byte[] answer, int from, int to, String nodeOfHeader, RequestLog log) {
        int lineEnd = from;
        while (lineEnd < to && answer[lineEnd] != '\n') {
            lineEnd++;
        }
        byte[] expected = of(request).answer();
        if (requestOf(answer, from, lineEnd) != request
                || !Arrays.equals(answer, Math.min(lineEnd + 1, to), to, expected, 0, expected.length)) {
            return false;
        }
        String[] words =
                new String(answer, from, lineEnd - from, java.nio.charset.StandardCharsets.US_ASCII).split(" ");
        if (words.length != MAX_WORDS) {
            return false;
        }
        try {
            int instance = (int) HexFormat.fromHexDigitsToLong(words[2]);
            String node = nodeOfHeader.isEmpty() ? words[1] : nodeOfHeader;
            log.answeredBy(request, log.nodeIndex(node), instance, Integer.parseInt(words[3]));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Case of(int request) {
        return cases.get(request % cases.size());
    }

    private static void writeId(int request, byte[] into) {
        for (int i = 0; i < ID_DIGITS; i++) {
            into[i] = (byte) Character.forDigit((request >>> (4 * (ID_DIGITS - 1 - i))) & 0xf, 16);
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Case(byte[] text, byte[] answer) {}
}
