package io.slackline.p4switch.trace;

import io.slackline.p4switch.target.TargetException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Reads the text of a {@link Filter}: or, and, not, comparison, each binding tighter than the one before. */
final class FilterParser {

    private static final int MAX_NESTING = 100;

    private final String text;
    private int at;
    private int nesting;

    FilterParser(String text) {
        this.text = text;
    }

    Filter parse() {
        Filter filter = either();
        if (at < text.length()) {
            throw wrong("expected && or || or the end");
        }
        return filter;
    }

    private Filter either() {
        Filter filter = both();
        while (take("||")) {
            filter = new Filter.Either(filter, both());
        }
        return filter;
    }

    private Filter both() {
        Filter filter = term();
        while (take("&&")) {
            filter = new Filter.Both(filter, term());
        }
        return filter;
    }

    private Filter term() {
        if (++nesting > MAX_NESTING) {
            throw wrong("nested more than " + MAX_NESTING + " deep");
        }
        try {
            if (!ahead("!=") && take("!")) {
                return new Filter.Not(term());
            }
            if (take("(")) {
                Filter inner = either();
                if (!take(")")) {
                    throw wrong("expected )");
                }
                return inner;
            }
            return comparison();
        } finally {
            nesting--;
        }
    }

    private Filter comparison() {
        String name = word("[A-Za-z0-9_$.\\[\\]-]", "a field such as ipv4.dst_addr, port, length, or a header");
        if (take("()") && name.endsWith(".isValid")) {
            return new Filter.Valid(name.substring(0, name.length() - ".isValid".length()));
        }
        for (Filter.Comparison comparison : Filter.Comparison.values()) {
            if (take(comparison.sign)) {
                String value = word("[A-Za-z0-9.:/]", "a value");
                return new Filter.Compare(name, comparison, FilterValue.parse(value));
            }
        }
        if (name.equals("port") || name.equals("length") || ahead("=")) {
            throw wrong("expected one of "
                    + Arrays.stream(Filter.Comparison.values())
                            .map(comparison -> comparison.sign)
                            .collect(Collectors.joining(" ")));
        }
        return new Filter.Valid(name);
    }

    private String word(String characters, String what) {
        skip();
        int from = at;
        while (at < text.length() && text.substring(at, at + 1).matches(characters)) {
            at++;
        }
        if (from == at) {
            throw wrong("expected " + what);
        }
        return text.substring(from, at);
    }

    private boolean ahead(String token) {
        skip();
        return text.startsWith(token, at);
    }

    private boolean take(String token) {
        if (!ahead(token)) {
            return false;
        }
        at += token.length();
        skip();
        return true;
    }

    private void skip() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private TargetException wrong(String expected) {
        return TargetException.invalid("filter \"" + text + "\", character " + (at + 1) + ": " + expected
                + (at < text.length() ? ", found \"" + text.substring(at) + "\"" : ""));
    }
}
