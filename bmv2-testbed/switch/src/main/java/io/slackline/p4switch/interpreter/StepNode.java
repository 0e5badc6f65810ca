package io.slackline.p4switch.interpreter;

/** One step of an action, or of a parser state. */
@FunctionalInterface
public interface StepNode {

    void run(Packet p);
}
