package io.slackline.p4switch.interpreter;

/** One step of an action, or of a parser state. */
@FunctionalInterface
interface StepNode {

    void run(Packet p);
}
