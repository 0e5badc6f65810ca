package io.slackline.p4switch.stf;

import java.util.List;

/** A parsed test. Made by {@link StfParser#parse}, run by {@link StfRunner}. */
public record StfScript(List<Line> lines) {

    /**
     * A statement.
     *
     * @param number line in the file, from 1
     */
    record Line(int number, String text, StfStatement statement) {}

    public StfScript {
        lines = List.copyOf(lines);
    }
}
