package io.slackline.p4switch.grpc.schema;

/** A parameter of an action, or a field of a controller header. */
public record Parameter(int id, String name, int widthBits) implements Named {

    /** For error messages: id, name and width. */
    public String describe() {
        return id + " " + name + " (" + widthBits + " bits)";
    }
}
