package io.slackline.p4switch.ir;

import java.util.List;

/**
 * A header stack, or a stack of header unions. Element i lies {@code i * stride} slots after element 0.
 *
 * @param members for a plain stack one list with the headers of the stack; for a stack of unions one list per member of the union
 * @param nextSlot slot of {@code nextIndex}: number of elements that the parser has filled, or that push and pop left
 */
public record HeaderStack(String name, List<List<Header>> members, int stride, int nextSlot) {

    public int size() {
        return members.getFirst().size();
    }

    @Override
    public String toString() {
        return name;
    }
}
