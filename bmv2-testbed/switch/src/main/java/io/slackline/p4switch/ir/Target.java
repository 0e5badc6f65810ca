package io.slackline.p4switch.ir;

/** A field that is written. */
public sealed interface Target {

    record Fixed(Field field) implements Target {}

    /** A field of a header that the packet decides. */
    record Of(HeaderRef header, int field) implements Target {}

    /** Width, sign and kind of the field. */
    default Field shape() {
        return switch (this) {
            case Fixed(Field field) -> field;
            case Of(HeaderRef header, int field) -> header.shape().fields().get(field);
        };
    }
}
