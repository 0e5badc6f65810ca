package io.slackline.p4switch.grpc.schema;

import io.slackline.p4switch.target.Program.MatchKind;
import java.util.Locale;
import java.util.Optional;

/**
 * A match field of a table or value set.
 *
 * @param kind as P4Info says
 * @param compiledKind as the program says: p4c compiles optional fields to ternary ones
 * @param text how its values become strings for controllers, if they do
 */
public record Field(
        int id, String name, MatchKind kind, MatchKind compiledKind, int widthBits, Optional<StringTranslation> text)
        implements Named {

    /** For error messages: id, name, kind and width. */
    public String describe() {
        return id + " " + name + " (" + kind.name().toLowerCase(Locale.ROOT) + ", "
                + (text.isPresent() ? "string" : widthBits + " bits") + ")";
    }
}
