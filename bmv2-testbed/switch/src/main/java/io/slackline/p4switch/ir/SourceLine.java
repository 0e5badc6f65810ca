package io.slackline.p4switch.ir;

/**
 * Where in the P4 source something comes from, as the compiler noted it.
 *
 * @param file without its directory
 * @param line from 1
 * @param fragment the beginning of the source text; may be empty
 */
public record SourceLine(String file, int line, String fragment) {

    /** The compiler noted nothing. */
    public static final SourceLine NONE = new SourceLine("", 0, "");
}
