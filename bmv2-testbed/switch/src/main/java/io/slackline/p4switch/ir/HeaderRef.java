package io.slackline.p4switch.ir;

/** Names a header instance, at load time or by an index that the packet decides. */
public sealed interface HeaderRef {

    /** A header by name. */
    record Fixed(Header header) implements HeaderRef {}

    /** An element of a stack; an index outside the stack reads as an invalid header of zeros, and ignores writes. */
    record Element(HeaderStack stack, int member, Expr index) implements HeaderRef {}

    /** The element that the parser filled last. */
    record Last(HeaderStack stack, int member) implements HeaderRef {}

    /** A header of the same type and the same layout as the one that is named. */
    default Header shape() {
        return switch (this) {
            case Fixed(Header header) -> header;
            case Element(HeaderStack stack, int member, Expr _) ->
                stack.members().get(member).getFirst();
            case Last(HeaderStack stack, int member) ->
                stack.members().get(member).getFirst();
        };
    }
}
