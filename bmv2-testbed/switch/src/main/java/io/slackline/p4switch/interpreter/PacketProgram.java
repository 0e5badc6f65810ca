package io.slackline.p4switch.interpreter;

/**
 * What is particular to a program on a packet's way through v1model. The way itself, with its copies and its second rounds, is
 * {@link Interpreter}'s, whatever executes the program.
 */
public interface PacketProgram {

    /** Parses from the start of the packet; may mark the packet as failed. */
    void parse(Packet p);

    /** Whether all checksums that are to be verified are right. */
    boolean checksumsHold(Packet p);

    void ingress(Packet p);

    void egress(Packet p);

    /** Collects the members of a digest. */
    void digest(int index, Packet p);

    void updateChecksums(Packet p);

    /** Writes headers and payload; gives the length, or -1 if it is beyond the limit. */
    int deparse(Packet p);
}
