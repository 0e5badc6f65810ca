package io.slackline.p4switch.ir;

/** Where control goes next in a pipeline. */
public sealed interface NodeRef {

    record ToTable(int table) implements NodeRef {}

    /** Index into the conditions of the pipeline. */
    record ToCondition(int condition) implements NodeRef {}

    record End() implements NodeRef {}
}
