package io.slackline.testbed.functions;

import java.util.List;
import java.util.Random;

/** Small Markdown texts, different for each number and the same every time; all fit into one datagram. */
final class SampleTexts {
    private static final int PARAGRAPHS = 3;
    private static final int SENTENCE_WORDS = 24;
    private static final int ITEMS = 4;
    private static final List<String> WORDS = List.of(
            "slack",
            "switch",
            "edge",
            "node",
            "packet",
            "flow",
            "budget",
            "core",
            "cycle",
            "request",
            "answer",
            "report",
            "queue",
            "server",
            "function",
            "network",
            "latency",
            "burst",
            "harvest",
            "warm",
            "steer",
            "drain",
            "moves",
            "keeps",
            "finds",
            "never",
            "always",
            "the",
            "a",
            "of",
            "and",
            "to");

    private SampleTexts() {}

    static String text(int number) {
        Random random = new Random(number);
        StringBuilder text = new StringBuilder("# Text ")
                .append(number)
                .append(": ")
                .append(words(random, 3))
                .append('\n');
        for (int i = 0; i < PARAGRAPHS; i++) {
            text.append('\n')
                    .append(words(random, SENTENCE_WORDS))
                    .append(" **")
                    .append(words(random, 2))
                    .append("**\n");
            text.append(words(random, SENTENCE_WORDS / 2))
                    .append(" `")
                    .append(words(random, 1))
                    .append("` < & >\n");
        }
        text.append("\n## ").append(words(random, 2)).append("\n\n");
        for (int i = 0; i < ITEMS; i++) {
            text.append("- ").append(words(random, 4)).append('\n');
        }
        return text.toString();
    }

    private static String words(Random random, int count) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < count; i++) {
            line.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return line.toString();
    }
}
