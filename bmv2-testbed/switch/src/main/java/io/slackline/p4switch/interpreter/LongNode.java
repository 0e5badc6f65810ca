package io.slackline.p4switch.interpreter;

/** Gives the low 64 bits of an expression. */
@FunctionalInterface
public interface LongNode {

    long eval(Packet p);
}
