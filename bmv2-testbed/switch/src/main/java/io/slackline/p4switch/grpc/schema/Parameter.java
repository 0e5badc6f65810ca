package io.slackline.p4switch.grpc.schema;

import java.util.Optional;

/**
 * A parameter of an action, or a field of a controller header.
 *
 * @param text how its values become strings for controllers, if they do
 */
public record Parameter(int id, String name, int widthBits, Optional<StringTranslation> text) implements Named {

    /** For error messages: id, name and width. */
    public String describe() {
        return id + " " + name + " (" + (text.isPresent() ? "string" : widthBits + " bits") + ")";
    }
}
