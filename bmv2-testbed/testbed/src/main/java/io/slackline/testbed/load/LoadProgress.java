package io.slackline.testbed.load;

import io.slackline.common.SlacklineException;
import io.slackline.common.SlacklineException.Code;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line of a running generator's standard output.
 *
 * @param sent,good,failed,duplicates since the start
 * @param p50Micros,p99Micros of the answers since the line before
 * @param answersByNode since the line before
 */
public record LoadProgress(
        long atNanos,
        int sent,
        int good,
        int failed,
        int duplicates,
        long p50Micros,
        long p99Micros,
        Map<String, Long> answersByNode) {
    private static final String TAG = "progress";
    private static final int FIXED_WORDS = 8;

    static LoadProgress of(long now, Book book, long p50Micros, long p99Micros) {
        Map<String, Long> answers = new TreeMap<>();
        long[] counts = book.takeAnswersByNode();
        for (int i = 0; i < book.log().nodes().size(); i++) {
            answers.put(book.log().nodes().get(i), counts[i]);
        }
        RequestLog log = book.log();
        return new LoadProgress(
                now, log.size(), book.good(), book.failed(), log.duplicates(), p50Micros, p99Micros, answers);
    }

    String encode() {
        StringBuilder line = new StringBuilder(TAG);
        line.append(' ').append(atNanos).append(' ').append(sent).append(' ').append(good);
        line.append(' ').append(failed).append(' ').append(duplicates);
        line.append(' ').append(p50Micros).append(' ').append(p99Micros);
        answersByNode.forEach(
                (node, count) -> line.append(' ').append(node).append('=').append(count));
        return line.toString();
    }

    /** The inverse of the generator's printing. */
    public static LoadProgress decode(String line) {
        String[] words = line.split(" ");
        if (words.length < FIXED_WORDS || !words[0].equals(TAG)) {
            throw new SlacklineException(Code.INTERNAL, "the load generator printed '" + line + "'");
        }
        Map<String, Long> answers = new TreeMap<>();
        for (int i = FIXED_WORDS; i < words.length; i++) {
            String[] pair = words[i].split("=");
            answers.put(pair[0], Long.parseLong(pair[1]));
        }
        return new LoadProgress(
                Long.parseLong(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]),
                Integer.parseInt(words[5]),
                Long.parseLong(words[6]),
                Long.parseLong(words[7]),
                answers);
    }
}
